import type { AdoptedBy, BlockRecord, ForgeStamps } from './block-record.ts';
import type { FoldedHost } from './fold-host.ts';
import type { BlockOddities, MachineView } from './machine-view.ts';

/** A folded host as a worker hands it over: what it saw of the blocks in columns, whose memory moves instead of being copied. */
export interface HostColumns {
  readonly rest: Omit<FoldedHost, 'figures'> & { readonly figures: Omit<FoldedHost['figures'], 'view'> };
  readonly view: ViewColumns;
}

interface ViewColumns {
  /** Hashes in the order of their records, 64 digits each. */
  readonly hashes: Uint8Array;
  /** `NUMBERS` of every record in turn; NaN: not there. */
  readonly numbers: Float64Array;
  /** Record and `FORGE` of every block that the host forged. */
  readonly forged: Float64Array;
  readonly prevs: readonly (string | undefined)[];
  /** Record and time of every adoption. */
  readonly adoptions: Float64Array;
  readonly oddities: BlockOddities;
}

const NUMBERS = [
  'slot',
  'blockNo',
  'noticed',
  'requested',
  'fetched',
  'announced',
  'sending',
  'adopted',
  'chainDelta',
  'sizeBytes',
] as const satisfies readonly (keyof BlockRecord)[];
const FORGE = [
  'started',
  'blkCtx',
  'lgrState',
  'lgrView',
  'leading',
  'ticked',
  'memSnap',
  'forged',
] as const satisfies readonly (keyof ForgeStamps)[];
const ADOPTED_BY: readonly (AdoptedBy | undefined)[] = [
  undefined,
  'extension',
  'ownForge',
  'forkSwitch',
  'withDescendant',
];
const WIDTH = NUMBERS.length + 1;
const FORGE_WIDTH = FORGE.length + 1;
const DIGITS = 64;

export function toColumns({ figures, ...folded }: FoldedHost): {
  columns: HostColumns;
  transfer: ArrayBuffer[];
} {
  const { view, ...rest } = figures;
  const records = [...view.records.values()];
  const hashes = new Uint8Array(records.length * DIGITS);
  const numbers = new Float64Array(records.length * WIDTH);
  const forged: number[] = [];
  const prevs: (string | undefined)[] = [];
  const places = new Map<string, number>();
  for (const [i, record] of records.entries()) {
    places.set(record.hash, i);
    for (let d = 0; d < DIGITS; d++) hashes[i * DIGITS + d] = record.hash.charCodeAt(d);
    for (const [n, name] of NUMBERS.entries()) numbers[i * WIDTH + n] = record[name] ?? Number.NaN;
    numbers[i * WIDTH + NUMBERS.length] = ADOPTED_BY.indexOf(record.adoptedBy);
    const { forge } = record;
    if (forge === undefined) continue;
    forged.push(i, ...FORGE.map((name) => forge[name] ?? Number.NaN));
    prevs.push(forge.prev);
  }
  const adoptions = Float64Array.from(view.adoptions.flatMap(({ at, hash }) => [places.get(hash)!, at]));
  const columns: ViewColumns = {
    hashes,
    numbers,
    forged: Float64Array.from(forged),
    prevs,
    adoptions,
    oddities: view.oddities,
  };
  return {
    columns: { rest: { ...folded, figures: rest }, view: columns },
    transfer: [hashes.buffer, numbers.buffer, columns.forged.buffer as ArrayBuffer, adoptions.buffer],
  };
}

/** `shared`: hashes that other hosts saw as well, so that all of them name a block by one string. */
export function fromColumns({ rest, view }: HostColumns, shared: Map<string, string>): FoldedHost {
  return { ...rest, figures: { ...rest.figures, view: viewOf(view, shared) } };
}

function viewOf(columns: ViewColumns, shared: Map<string, string>): MachineView {
  const { numbers, forged } = columns;
  const digits = Buffer.from(columns.hashes.buffer, columns.hashes.byteOffset, columns.hashes.length);
  const records: BlockRecord[] = [];
  for (let i = 0; i * DIGITS < digits.length; i++) {
    const text = digits.toString('latin1', i * DIGITS, (i + 1) * DIGITS);
    const hash = shared.get(text) ?? text;
    if (hash === text) shared.set(text, text);
    const number = (name: (typeof NUMBERS)[number]) => present(numbers[i * WIDTH + NUMBERS.indexOf(name)]!);
    records.push({
      hash,
      slot: number('slot'),
      blockNo: number('blockNo'),
      forge: undefined,
      noticed: number('noticed'),
      requested: number('requested'),
      fetched: number('fetched'),
      announced: number('announced'),
      sending: number('sending'),
      adopted: number('adopted'),
      adoptedBy: ADOPTED_BY[numbers[i * WIDTH + NUMBERS.length]!],
      chainDelta: numbers[i * WIDTH + NUMBERS.indexOf('chainDelta')]!,
      sizeBytes: number('sizeBytes'),
    });
  }
  for (const [n, prev] of columns.prevs.entries()) {
    const from = n * FORGE_WIDTH;
    const stamp = (name: (typeof FORGE)[number]) => present(forged[from + 1 + FORGE.indexOf(name)]!);
    records[forged[from]!]!.forge = {
      started: stamp('started'),
      blkCtx: stamp('blkCtx'),
      lgrState: stamp('lgrState'),
      lgrView: stamp('lgrView'),
      leading: stamp('leading'),
      ticked: stamp('ticked'),
      memSnap: stamp('memSnap'),
      forged: forged[from + 1 + FORGE.indexOf('forged')]!,
      prev,
    };
  }
  const adoptions: { at: number; hash: string }[] = [];
  for (let i = 0; i < columns.adoptions.length; i += 2)
    adoptions.push({ at: columns.adoptions[i + 1]!, hash: records[columns.adoptions[i]!]!.hash });
  return {
    records: new Map(records.map((record) => [record.hash, record])),
    adoptions,
    oddities: columns.oddities,
  };
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

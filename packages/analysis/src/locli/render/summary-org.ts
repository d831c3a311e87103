import { nanosecondsSince, parseInstant } from '../../read/timestamp.ts';
import { type AnyCdf, isCdf2, projectedAverage } from '../cdf.ts';
import type { Json } from '../json.ts';
import type { Leaf, Summary } from '../summary.ts';
import { type Anchor, dateText } from './anchor.ts';
import { orgProperties } from './cdf-tables.ts';
import { plainDouble } from './cells.ts';
import { renderOrg } from './org.ts';

/** Components in upstream's order. */
const COMPONENTS = [
  'cardano-node',
  'ouroboros-consensus',
  'ouroboros-network',
  'cardano-ledger-core',
  'plutus-core',
  'cardano-crypto',
  'cardano-prelude',
];

/** `summary.org`: the parameters and scalar figures of a run. */
export function summaryOrg(summary: Summary, anchor: Anchor): string {
  const rows = summaryRows(summary, anchor);
  return `${renderOrg({
    properties: orgProperties(anchor, { dateAndVersion: true, runs: true }),
    extended: true,
    apex: 'Parameter',
    columnNames: ['Value'],
    rowNames: rows.map(([name]) => name),
    columns: [rows.map(([, value]) => value)],
  })}\n`;
}

export function summaryRows(s: Summary, anchor: Pick<Anchor, 'analysedAt'>): [string, string][] {
  const meta = object(s.meta);
  const manifest = object(meta.manifest);
  const spec = object(s.genesisSpec);
  const load = object(s.workload);
  const [date, time] = String(object(s.genesis).systemStart).replace('Z', '').split('T');
  const of = (name: string, key: string) => text(object(manifest[name])[key]);
  const run = s.domainTime;
  return [
    ['Analysis date', dateText(anchor.analysedAt).slice(0, 10)],
    ['Cluster system start date', date ?? ''],
    ['Cluster system start time', time ?? ''],
    ['Identifier', text(meta.ident)],
    ['Run batch', text(meta.batch)],
    ['GHC version', text(meta.node_ghc_version)],
    ...COMPONENTS.map((name): [string, string] => [`${name} version`, of(name, 'version')]),
    ...COMPONENTS.map((name): [string, string] => [`${name} git`, of(name, 'commit').slice(0, 7)]),
    ['Era', text(meta.era)],
    ['Delegation map size', text(spec.delegators)],
    ['Stuffed UTxO size', text(spec.utxo)],
    ['DRep count', text(spec.dreps)],
    ['Extra tx payload', text(load.add_tx_size)],
    ['Tx inputs', text(load.inputs_per_tx)],
    ['Tx Outputs', text(load.outputs_per_tx)],
    ['TPS', typeof load.tps === 'number' ? plainDouble(load.tps) : text(load.tps)],
    ['Transaction count', text(load.tx_count)],
    ['Plutus script', load.plutus === null ? '---' : text(object(load.plutus).script)],
    ['Machines', integer(s.hosts)],
    ['Number of filters applied', String((s.filters as Json[][])[1]!.length)],
    ['Log objects emitted per host', average(s.logObjectsEmitted, 12)],
    ['Log objects analysed per host', average(s.logObjects, 12)],
    ['Host run time, s', average(s.runtime, 7)],
    ['Host log line rate, Hz', average(s.logLineRate, 6)],
    ['Total log objects analysed', integer(s.logObjectsTotal)],
    ['Run time, s', integer(run.rawCount)],
    ['Analysed run duration, s', integer(run.filteredCount)],
    ['Run time efficiency', plainDouble(median(run.filteredCount) / median(run.rawCount)).slice(0, 4)],
    ['Node start spread, s', spread(s.startSpread)],
    ['Node stop spread, s', spread(s.stopSpread)],
    ['Slots analysed', String(Math.floor(projectedAverage(s.domainSlots.filteredCount)))],
    ['Blocks analysed', integer(s.domainBlocks.filteredCount)],
    ['Blocks rejected', integer(s.blocksRejected)],
  ];
}

function average(cdf: AnyCdf, width: number): string {
  return plainDouble(isCdf2(cdf) ? projectedAverage(cdf) : cdf.average).slice(0, width);
}

/** Seconds between the two ends, nine characters; of several runs between the median ends. */
function spread({ raw }: Summary['startSpread']): string {
  const [low, high] = raw.map((end) => parseInstant(typeof end === 'string' ? end : end.median)!);
  return plainDouble(nanosecondsSince(low!, high!) / 1e9).slice(0, 9);
}

function median(leaf: Leaf): number {
  return typeof leaf === 'number' ? leaf : Number(leaf.median);
}

function integer(leaf: Leaf): string {
  return String(median(leaf));
}

function object(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

function text(value: Json | undefined): string {
  return value === null || value === undefined ? '---' : String(value);
}

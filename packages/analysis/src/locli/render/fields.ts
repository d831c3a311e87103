import type { AnyCdf, ValueKind } from '../cdf.ts';

/** A metric as upstream's tables show it. */
export interface Field {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly kind: ValueKind;
  /** Characters of a cell. */
  readonly width: number;
  /** A whole number that may be negative; others wrap at 2^64. */
  readonly signed: boolean;
  /** Decimals that mean something, by upstream's own account. */
  readonly precision: number;
}

type Row = readonly [id: string, name: string];

const time = ([id, name]: Row): Field => ({
  id,
  name,
  unit: 's',
  kind: 'time',
  width: 4,
  signed: true,
  precision: 3,
});
const field = ([id, name]: Row, unit: string, kind: ValueKind, width: number, precision: number): Field => ({
  id,
  name,
  unit,
  kind,
  width,
  signed: SIGNED.has(id),
  precision,
});

const RATIO = '∶';
const SIGNED = new Set([
  'cdfBlocksPerHost',
  'cdfBlockBattle',
  'cdfBlockSize',
  'cdfSpanLensCpu',
  'cdfSpanLensCpuEpoch',
]);

const FORGER_FIELDS: readonly Field[] = (
  [
    ['cdfForgerStart', 'Started forge loop iteration'],
    ['cdfForgerBlkCtx', 'Acquired block context'],
    ['cdfForgerLgrState', 'Acquired ledger state'],
    ['cdfForgerLgrView', 'Acquired ledger view'],
    ['cdfForgerLead', 'Leadership check duration'],
    ['cdfForgerTicked', 'Ledger ticking'],
    ['cdfForgerMemSnap', 'Mempool snapshotting'],
    ['cdfForgerForge', 'Leadership to forged'],
    ['cdfForgerAnnounce', 'Forged to announced'],
    ['cdfForgerSend', 'Forged to sending'],
    ['cdfForgerAdoption', 'Forged to self-adopted'],
    ['cdfForgerAnnounceCum', 'Slot start to announced'],
  ] as const
).map(time);

const PEER_FIELDS: readonly Field[] = (
  [
    ['cdfPeerNoticeFirst', 'First peer notice'],
    ['cdfPeerFetchFirst', 'First peer fetch'],
    ['cdfPeerRequest', 'Notice to fetch request'],
    ['cdfPeerFetch', 'Fetch duration'],
    ['cdfPeerAnnounce', 'Fetched to announced'],
    ['cdfPeerSend', 'Fetched to sending'],
    ['cdfPeerAdoption', 'Fetched to adopted'],
  ] as const
).map(time);

export const ADOPTION_FIELDS: readonly Field[] = [
  '0.50',
  '0.80',
  '0.90',
  '0.92',
  '0.94',
  '0.96',
  '0.98',
  '1.00',
].map((share) => time([`cdf${share}`, `${share} adoption`]));

const CONTROL_FIELDS: readonly Field[] = [
  field(['cdfBlocksPerHost', 'Blocks per host'], 'blocks', 'integer', 5, 0),
  field(['cdfBlocksFilteredRatio', 'Filtered to chained blocks'], RATIO, 'double', 5, 3),
  field(['cdfBlocksChainedRatio', 'Chained to forged blocks'], RATIO, 'double', 5, 3),
  field(['cdfBlockBattle', 'Height & slot battles'], 'blocks', 'integer', 4, 0),
  field(['cdfBlockSize', 'Block size'], 'Bytes', 'integer', 9, 0),
];

export type PropSubset = 'full' | 'control' | 'forger' | 'peers' | 'endtoend' | 'e2ebrief';

export const PROP_SUBSETS: Readonly<Record<PropSubset, readonly Field[]>> = {
  full: [...FORGER_FIELDS, ...PEER_FIELDS, ...ADOPTION_FIELDS, ...CONTROL_FIELDS],
  control: CONTROL_FIELDS,
  forger: FORGER_FIELDS,
  peers: PEER_FIELDS,
  endtoend: ADOPTION_FIELDS,
  e2ebrief: ADOPTION_FIELDS.filter(({ id }) => ['cdf0.50', 'cdf0.90', 'cdf0.96'].includes(id)),
};

const START: Field = field(['cdfStarts', 'Forge loop starts'], 'units', 'integer', 4, 0);
const RESOURCE_FIELDS: readonly Field[] = [
  field(['CentiCpu', 'Process CPU usage'], '%', 'integer', 3, 0),
  field(['CentiGC', 'RTS GC CPU usage'], '%', 'integer', 3, 0),
  field(['CentiMut', 'RTS Mutator CPU usage'], '%', 'integer', 3, 0),
  field(['GcsMajor', 'Major GCs'], 'events', 'integer', 3, 0),
  field(['GcsMinor', 'Minor GCs'], 'events', 'integer', 3, 0),
  field(['RSS', 'Kernel RSS'], 'MiB', 'integer', 5, 0),
  field(['Heap', 'RTS heap size'], 'MiB', 'integer', 5, 0),
  field(['Live', 'RTS live GC dateset'], 'MiB', 'integer', 5, 0),
  field(['Alloc', 'RTS alloc rate'], 'MiB/s', 'integer', 5, 0),
  field(['NetRd', 'Network reads'], 'KiB/s', 'integer', 5, 0),
  field(['NetWr', 'Network writes'], 'KiB/s', 'integer', 5, 0),
  field(['FsRd', 'Filesystem reads'], 'KiB/s', 'integer', 5, 0),
  field(['FsWr', 'Filesystem writes'], 'KiB/s', 'integer', 5, 0),
];
const BUSY: Field = field(['cdfSpanLensCpu', 'CPU 85% spans'], 'slots', 'integer', 5, 0);

export type PerfSubset = 'full' | 'report';

export const PERF_SUBSETS: Readonly<Record<PerfSubset, readonly Field[]>> = {
  full: [
    START,
    time(['cdfStarted', 'Forge loop tardiness']),
    time(['cdfBlkCtx', 'Block context acquisition delay']),
    time(['cdfLgrState', 'Ledger state acquisition delay']),
    time(['cdfLgrView', 'Ledger view acquisition delay']),
    time(['cdfLeading', 'Leadership check duration']),
    field(['cdfBlockGap', 'Interblock gap'], 's', 'integer', 4, 2),
    field(['cdfDensity', 'Chain density'], RATIO, 'double', 5, 2),
    ...RESOURCE_FIELDS,
    BUSY,
    field(['cdfSpanLensCpuEpoch', 'CPU spans at Ep boundary'], 'slots', 'integer', 5, 0),
  ],
  report: [START, ...RESOURCE_FIELDS, BUSY],
};

/** Where a table finds its distributions. */
export type CdfOf = (id: string) => AnyCdf;

import type { Body, Resources } from './log-object.ts';
import { RESOURCES } from './log-object.ts';

type Data = Readonly<Record<string, unknown>>;
/** Undefined: a line that upstream drops; throws a Mismatch for data without what the name promises. */
type Interpreter = (data: Data) => Body | undefined;

/** A field that is missing or of the wrong type. */
export class Mismatch {
  readonly field: string;
  constructor(field: string) {
    this.field = field;
  }
}

/**
 * The interpreter of a line, found as locli 2.3 finds it: the namespace among the new names, then among those of the transition,
 * then the kind (without a leading `Cardano.Node.`) among the latter, then the kind among the legacy ones. Undefined: none.
 */
export function interpreter(ns: string, kind: string): Interpreter | undefined {
  const short = kind.startsWith('Cardano.Node.') ? kind.slice('Cardano.Node.'.length) : kind;
  return NEW.get(ns) ?? TRANSITIONAL.get(ns) ?? TRANSITIONAL.get(short) ?? LEGACY.get(kind);
}

const resources: Interpreter = (data) => {
  const required = new Set(['Heap', 'NetRd', 'NetWr', 'FsRd', 'FsWr']);
  const values: Partial<Record<string, number>> = {};
  for (const name of RESOURCES)
    values[name] = required.has(name) && data[name] === undefined ? 0 : word(data, name);
  return { tag: 'Resources', resources: values as Resources };
};
const startCheck: Interpreter = (data) => ({
  tag: 'StartLeadershipCheck',
  slot: word(data, 'slot'),
  utxo: data.utxoSize === undefined ? 0 : word(data, 'utxoSize'),
  density: data.chainDensity === undefined ? 0 : double(data, 'chainDensity'),
});
const blockContext: Interpreter = (data) => ({
  tag: 'BlockContext',
  slot: word(data, 'current slot'),
  blockNo: word(data, 'tipBlockNo') - 1,
});
const slotOnly =
  (tag: 'LedgerState' | 'LedgerView' | 'TickedLedgerState' | 'MempoolSnapshot'): Interpreter =>
  (data) => ({ tag, slot: word(data, 'slot') });
const decided =
  (leader: boolean): Interpreter =>
  (data) => ({ tag: 'LeadershipDecided', slot: word(data, 'slot'), leader });
const forged: Interpreter = (data) => ({
  tag: 'BlockForged',
  slot: word(data, 'slot'),
  blockNo: blockNumber(data),
  hash: text(data, 'block'),
  prev: text(data, 'blockPrev'),
});
const seenHeader: Interpreter = (data) => ({
  tag: 'SeenHeader',
  slot: word(data, 'slot'),
  blockNo: blockNumber(data),
  hash: text(data, 'block'),
});
const requested: Interpreter = (data) => ({
  tag: 'FetchRequested',
  hash: text(data, 'head'),
  length: word(data, 'length'),
});
const byBlock =
  (tag: 'FetchCompleted' | 'HeaderSent' | 'BlockSending'): Interpreter =>
  (data) => ({ tag, hash: text(data, 'block') });
const headerUpdate: Interpreter = (data) => {
  if (data.risingEdge === false || data.blockingRead === false || data.rollBackTo !== undefined)
    return undefined;
  return {
    tag: 'HeaderSent',
    hash: text(data, data.addBlock === undefined ? 'block' : 'addBlock').slice(0, 64),
  };
};
const added: Interpreter = (data) => ({
  tag: 'AddedToChain',
  hash: text(data, 'newtip').slice(0, 64),
  size: null,
  length: data.chainLengthDelta === undefined ? 1 : word(data, 'chainLengthDelta'),
});
const adopted: Interpreter = (data) => ({
  tag: 'AddedToChain',
  hash: text(data, 'blockHash'),
  size: word(data, 'blockSize'),
  length: 1,
});
const metrics: Interpreter = (data) => ({
  tag: 'LedgerMetrics',
  slot: word(data, 'slot'),
  utxo: word(data, 'utxoSize'),
  density: double(data, 'chainDensity'),
});
const acked: Interpreter = (data) => {
  const ids = data.txIds;
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) throw new Mismatch('txIds');
  return { tag: 'TxsAcked', ids };
};
const collected: Interpreter = (data) => ({ tag: 'TxsCollected', count: word(data, 'count') });
const processed: Interpreter = (data) => ({
  tag: 'TxsProcessed',
  accepted: word(data, 'accepted'),
  rejected: word(data, 'rejected'),
});
const mempoolTxs: Interpreter = (data) => ({
  tag: 'MempoolTxs',
  count: word(object(data, 'mempoolSize'), 'numTxs'),
});
const generatorSummary: Interpreter = (data) => {
  const summary = object(data, 'summary');
  const tps = summary.ssThreadwiseTps;
  if (!Array.isArray(tps) || tps.some((value) => typeof value !== 'number'))
    throw new Mismatch('ssThreadwiseTps');
  const failures = summary.ssFailures;
  return {
    tag: 'GeneratorSummary',
    noFailures: Array.isArray(failures) ? failures.length === 0 : word(summary, 'ssFailures') === 0,
    sent: word(summary, 'ssTxSent'),
    elapsed: double(summary, 'ssElapsed'),
    tps,
  };
};
const snapshot: Interpreter = () => ({ tag: 'TookSnapshot' });
const rejectedTx: Interpreter = () => ({ tag: 'MempoolRejectedTx' });

/** Interpreter, legacy kinds, names of the transition (1.35 to 8), names of locli's table for the nodes since. */
const TABLE: readonly (readonly [
  Interpreter,
  legacy: readonly string[],
  transitional: readonly string[],
  now: readonly string[],
])[] = [
  [resources, ['Resources'], ['Resources'], ['Resources']],
  [
    startCheck,
    ['TraceStartLeadershipCheck'],
    ['Forge.Loop.StartLeadershipCheckPlus'],
    ['Forge.Loop.StartLeadershipCheck'],
  ],
  [blockContext, ['TraceBlockContext'], ['Forge.BlockContext'], ['Forge.Loop.BlockContext']],
  [slotOnly('LedgerState'), ['TraceLedgerState'], ['Forge.LedgerState'], ['Forge.Loop.LedgerState']],
  [slotOnly('LedgerView'), ['TraceLedgerView'], ['Forge.LedgerView'], ['Forge.Loop.LedgerView']],
  [decided(true), ['TraceNodeIsLeader'], ['Forge.NodeIsLeader'], ['Forge.Loop.NodeIsLeader']],
  [decided(false), ['TraceNodeNotLeader'], ['Forge.NodeNotLeader'], ['Forge.Loop.NodeNotLeader']],
  [
    slotOnly('TickedLedgerState'),
    ['TraceForgeTickedLedgerState'],
    ['Forge.TickedLedgerState'],
    ['Forge.Loop.TickedLedgerState'],
  ],
  [
    slotOnly('MempoolSnapshot'),
    ['TraceForgingMempoolSnapshot'],
    ['Forge.MempoolSnapshot'],
    ['Forge.Loop.MempoolSnapshot'],
  ],
  [forged, ['TraceForgedBlock'], ['Forge.ForgedBlock'], ['Forge.Loop.ForgedBlock']],
  [
    seenHeader,
    ['ChainSyncClientEvent.TraceDownloadedHeader'],
    ['ChainSyncClient.ChainSyncClientEvent.DownloadedHeader'],
    ['ChainSync.Client.DownloadedHeader'],
  ],
  [
    requested,
    ['SendFetchRequest'],
    ['BlockFetchClient.SendFetchRequest'],
    ['BlockFetch.Client.SendFetchRequest'],
  ],
  [
    byBlock('FetchCompleted'),
    ['CompletedBlockFetch'],
    ['BlockFetchClient.CompletedBlockFetch'],
    ['BlockFetch.Client.CompletedBlockFetch'],
  ],
  [
    byBlock('HeaderSent'),
    [
      'ChainSyncServerEvent.TraceChainSyncServerRead.AddBlock',
      'ChainSyncServerEvent.TraceChainSyncServerReadBlocked.AddBlock',
    ],
    [],
    [],
  ],
  [headerUpdate, [], ['ChainSyncServerEvent.TraceChainSyncServerUpdate'], ['ChainSync.ServerHeader.Update']],
  [
    byBlock('BlockSending'),
    ['TraceBlockFetchServerSendBlock'],
    ['BlockFetchServer.SendBlock'],
    ['BlockFetch.Server.SendBlock'],
  ],
  [
    added,
    ['TraceAddBlockEvent.AddedToCurrentChain'],
    ['ChainDB.AddBlockEvent.AddedToCurrentChain'],
    ['ChainDB.AddBlockEvent.AddedToCurrentChain'],
  ],
  [adopted, ['TraceAdoptedBlock'], ['Forge.AdoptedBlock'], ['Forge.Loop.AdoptedBlock']],
  [
    snapshot,
    ['TraceSnapshotEvent.TookSnapshot'],
    ['TraceLedgerEvent.TookSnapshot'],
    ['ChainDB.LedgerEvent.TookSnapshot'],
  ],
  [metrics, ['LedgerMetrics'], ['LedgerMetrics'], ['LedgerMetrics']],
  [acked, ['TraceBenchTxSubServAck'], ['TraceBenchTxSubServAck'], ['TraceBenchTxSubServAck']],
  [
    collected,
    ['TraceTxSubmissionCollected'],
    ['TraceTxSubmissionCollected'],
    ['TxSubmission.TxInbound.Collected'],
  ],
  [
    processed,
    ['TraceTxSubmissionProcessed'],
    ['TraceTxSubmissionProcessed'],
    ['TxSubmission.TxInbound.Processed'],
  ],
  [
    mempoolTxs,
    ['TraceMempoolAddedTx', 'TraceMempoolRemoveTxs'],
    ['Mempool.AddedTx', 'Mempool.RemoveTxs'],
    ['Mempool.AddedTx', 'Mempool.RemoveTxs'],
  ],
  [rejectedTx, ['TraceMempoolRejectedTx'], ['Mempool.RejectedTx'], ['Mempool.RejectedTx']],
  [generatorSummary, ['TraceBenchTxSubSummary'], ['TraceBenchTxSubSummary'], ['Benchmark.BenchTxSubSummary']],
];

const column = (index: 1 | 2 | 3) =>
  new Map(TABLE.flatMap((row) => row[index].map((name) => [name, row[0]] as const)));
const LEGACY = column(1);
const TRANSITIONAL = column(2);
const NEW = column(3);

function word(data: Data, field: string): number {
  const value = data[field];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Mismatch(field);
  return value;
}

function double(data: Data, field: string): number {
  const value = data[field];
  if (typeof value !== 'number') throw new Mismatch(field);
  return value;
}

function text(data: Data, field: string): string {
  const value = data[field];
  if (typeof value !== 'string') throw new Mismatch(field);
  return value;
}

function object(data: Data, field: string): Data {
  const value = data[field];
  if (typeof value !== 'object' || value === null) throw new Mismatch(field);
  return value as Data;
}

/** A number, or `{"unBlockNo": n}` in legacy logs. */
function blockNumber(data: Data): number {
  const value = data.blockNo;
  return typeof value === 'object' && value !== null
    ? word(value as Data, 'unBlockNo')
    : word(data, 'blockNo');
}

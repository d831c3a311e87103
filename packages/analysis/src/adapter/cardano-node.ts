import type { Event, ResourceSample } from '../events.ts';
import type { DataField, LineInterest, TraceLine } from '../read/trace-line.ts';
import { type MessageName, messageByKind, messageByNamespace } from './vocabulary.ts';

/** Turns the log lines of one node implementation into events; `event` is undefined for a line without what it promises. */
export interface LogAdapter {
  readonly id: string;
  /** What this implementation's log never says, in words that end a sentence. */
  readonly cannotReport: readonly string[];
  /** Whether a namespace is of this implementation. */
  owns(ns: string): boolean;
  readonly interest: LineInterest;
  event(line: TraceLine): Event | undefined;
}

/** cardano-node 1.35 to 11 and every node that writes its vocabulary, the embedded one among them. */
export const cardanoNode: LogAdapter = {
  id: 'cardano-node',
  cannotReport: [],
  owns: (ns) => messageByNamespace(ns) !== undefined,
  interest: {
    namespace: (ns) => (messageByNamespace(ns) === undefined ? 'byKind' : 'read'),
    kind: (kind) => messageByKind(kind) !== undefined,
    fields(ns) {
      const name = messageByNamespace(ns);
      return name === undefined ? undefined : FIELDS[name];
    },
  },
  event(line) {
    const name =
      messageByNamespace(line.ns) ??
      (typeof line.data.kind === 'string' ? messageByKind(line.data.kind) : undefined);
    return name === undefined ? undefined : READERS[name](line.at, line.data);
  },
};

type Data = Readonly<Record<string, unknown>>;
type Reader = (at: number, data: Data) => Event | undefined;

const READERS: Record<MessageName, Reader> = {
  StartLeadershipCheck: bySlot((at, slot) => ({ at, kind: 'SlotStarted', slot })),
  BlockContext(at, data) {
    const slot = integer(data['current slot']);
    const tip = integer(data.tipBlockNo);
    // Only this message counts blocks from 1 (locli subtracts one as well).
    return slot === undefined || tip === undefined
      ? undefined
      : { at, kind: 'BlockContextAcquired', slot, tipBlockNo: tip - 1, tip: blockHash(data.tip) };
  },
  LedgerState: bySlot((at, slot) => ({ at, kind: 'LedgerStateAcquired', slot })),
  LedgerView: bySlot((at, slot) => ({ at, kind: 'LedgerViewAcquired', slot })),
  NodeIsLeader: bySlot((at, slot) => ({ at, kind: 'LeadershipDecided', slot, leader: true })),
  NodeNotLeader: bySlot((at, slot) => ({ at, kind: 'LeadershipDecided', slot, leader: false })),
  TickedLedgerState: bySlot((at, slot) => ({ at, kind: 'LedgerTicked', slot })),
  MempoolSnapshot: bySlot((at, slot) => ({ at, kind: 'MempoolSnapshot', slot })),
  ForgedBlock(at, data) {
    const slot = integer(data.slot);
    const blockNo = blockNumber(data.blockNo);
    const hash = blockHash(data.block);
    if (slot === undefined || blockNo === undefined || hash === undefined) return undefined;
    return { at, kind: 'BlockForged', slot, blockNo, hash, prev: blockHash(data.blockPrev) };
  },
  AdoptedBlock(at, data) {
    const hash = blockHash(data.blockHash);
    if (hash === undefined) return undefined;
    return {
      at,
      kind: 'BlockAdopted',
      hash,
      by: 'ownForge',
      chainDelta: 1,
      sizeBytes: integer(data.blockSize),
    };
  },
  NodeCannotForge: forgingFailed('cannot forge'),
  DidntAdoptBlock: forgingFailed('did not adopt its own block'),
  ForgedInvalidBlock: forgingFailed('forged an invalid block'),
  DownloadedHeader(at, data) {
    const slot = integer(data.slot);
    const blockNo = blockNumber(data.blockNo);
    const hash = blockHash(data.block);
    if (slot === undefined || blockNo === undefined || hash === undefined) return undefined;
    return { at, kind: 'HeaderSeen', slot, blockNo, hash };
  },
  SendFetchRequest(at, data) {
    const hash = blockHash(data.head);
    return hash === undefined
      ? undefined
      : { at, kind: 'FetchRequested', hash, length: integer(data.length) ?? 1 };
  },
  CompletedBlockFetch: byHash('block', (at, hash) => ({ at, kind: 'BlockFetched', hash })),
  // A header counts as announced when the server had to wait for it: not while a peer catches up, and never for a rollback.
  // Current nodes leave `risingEdge` out of the falling edge; that is harmless, as the first announcement of a block counts.
  ServerHeaderUpdate(at, data) {
    if (data.risingEdge === false || data.blockingRead === false || data.rollBackTo !== undefined)
      return undefined;
    const hash = blockHash(data.addBlock ?? data.block);
    return hash === undefined ? undefined : { at, kind: 'HeaderSent', hash };
  },
  ServerRead: byHash('block', (at, hash) => ({ at, kind: 'HeaderSent', hash })),
  SendBlock: byHash('block', (at, hash) => ({ at, kind: 'BlockSent', hash })),
  ValidCandidate: byHash('block', (at, hash) => ({ at, kind: 'BlockValidated', hash })),
  AddedToCurrentChain: byHash('newtip', (at, hash, data) => {
    const chainDelta = integer(data.chainLengthDelta) ?? 1;
    return { at, kind: 'BlockAdopted', hash, by: 'extension', chainDelta, sizeBytes: undefined };
  }),
  SwitchedToAFork: byHash('newtip', (at, hash) => {
    return { at, kind: 'BlockAdopted', hash, by: 'forkSwitch', chainDelta: 1, sizeBytes: undefined };
  }),
  TipBlock(at, { message }) {
    const hash =
      typeof message === 'object' && message !== null ? blockHash((message as Data).hash) : undefined;
    return hash === undefined ? undefined : { at, kind: 'TipNamed', hash };
  },
  Resources(at, data) {
    const sample = resourceSample(data);
    return sample === undefined ? undefined : { at, kind: 'Resources', sample };
  },
  LedgerMetrics(at, data) {
    const slot = integer(data.slot);
    const chainDensity = data.chainDensity;
    if (slot === undefined || typeof chainDensity !== 'number') return undefined;
    return { at, kind: 'LedgerMetrics', slot, chainDensity, utxo: integer(data.utxoSize) };
  },
  MempoolTxs(at, data) {
    const size = data.mempoolSize;
    const txs = typeof size === 'object' && size !== null ? integer((size as Data).numTxs) : undefined;
    return txs === undefined ? undefined : { at, kind: 'MempoolChanged', txs };
  },
  RejectedTx: (at) => ({ at, kind: 'TxRejected' }),
  Suppressed: suppressed(true),
  SuppressedSoFar: suppressed(false),
  NodeStatistics(at, data) {
    const count = (key: string) => integer(data[key]) ?? 0;
    const tracesLost = count('forwarderDropped') + count('linesLost') + count('renderErrors');
    return {
      at,
      kind: 'NodeStatistics',
      tracesLost,
      invalidBlocks: count('invalidBlocks'),
      fetchTimeouts: count('fetchTimeouts'),
    };
  },
  NodeVersion(at, data) {
    const { applicationName: name, applicationVersion: version } = data;
    return typeof version !== 'string'
      ? undefined
      : { at, kind: 'NodeVersion', name: String(name ?? 'node'), version };
  },
};

const slot: DataField = { name: 'slot', as: 'number' };
const blockNo: DataField = { name: 'blockNo', as: 'number' };

/** All that the readers look at; what is not here has to be parsed whole. */
const FIELDS: Partial<Record<MessageName, readonly DataField[]>> = {
  StartLeadershipCheck: [slot],
  BlockContext: [...numbers('current slot', 'tipBlockNo'), hash('tip')],
  LedgerState: [slot],
  LedgerView: [slot],
  NodeIsLeader: [slot],
  NodeNotLeader: [slot],
  TickedLedgerState: [slot],
  MempoolSnapshot: [slot],
  ForgedBlock: [slot, blockNo, hash('block'), hash('blockPrev')],
  AdoptedBlock: [hash('blockHash'), ...numbers('blockSize')],
  NodeCannotForge: [slot],
  DidntAdoptBlock: [slot],
  ForgedInvalidBlock: [slot],
  DownloadedHeader: [slot, blockNo, hash('block')],
  SendFetchRequest: [hash('head'), ...numbers('length')],
  CompletedBlockFetch: [hash('block')],
  ServerHeaderUpdate: [
    { name: 'risingEdge', as: 'flag' },
    { name: 'blockingRead', as: 'flag' },
    { name: 'rollBackTo', as: 'text' },
    hash('addBlock'),
    hash('block'),
  ],
  SendBlock: [hash('block')],
  ValidCandidate: [hash('block')],
  AddedToCurrentChain: [hash('newtip'), ...numbers('chainLengthDelta')],
  SwitchedToAFork: [hash('newtip')],
  Resources: numbers(
    'CentiCpu',
    'CentiGC',
    'CentiMut',
    'GcsMajor',
    'GcsMinor',
    'Alloc',
    'Live',
    'Heap',
    'RSS',
    'NetRd',
    'NetWr',
    'FsRd',
    'FsWr',
    'JsLoopLagMaxMs',
    'JsGcPauseMaxMs',
    'JsLoopBusy',
  ),
  LedgerMetrics: [slot, ...numbers('chainDensity', 'utxoSize')],
  MempoolTxs: [{ name: 'mempoolSize', as: 'object', fields: numbers('numTxs') }],
  RejectedTx: [],
  Suppressed: numbers('numSuppressed'),
  SuppressedSoFar: numbers('numSuppressed'),
};

function numbers(...names: string[]): DataField[] {
  return names.map((name) => ({ name, as: 'number' }));
}

function hash(name: string): DataField {
  return { name, as: 'hash' };
}

function bySlot(make: (at: number, slot: number) => Event): Reader {
  return (at, data) => {
    const slot = integer(data.slot);
    return slot === undefined ? undefined : make(at, slot);
  };
}

function byHash(field: string, make: (at: number, hash: string, data: Data) => Event): Reader {
  return (at, data) => {
    const hash = blockHash(data[field]);
    return hash === undefined ? undefined : make(at, hash, data);
  };
}

function forgingFailed(what: string): Reader {
  return (at, data) => ({ at, kind: 'ForgingFailed', slot: integer(data.slot), what });
}

function suppressed(isOver: boolean): Reader {
  return (at, data) => ({ at, kind: 'TracesSuppressed', count: integer(data.numSuppressed) ?? 1, isOver });
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** A number, or `{"unBlockNo": n}` in legacy logs. */
function blockNumber(value: unknown): number | undefined {
  if (typeof value === 'object' && value !== null) return integer((value as Data).unBlockNo);
  return integer(value);
}

/** The 64 hex digits of `hash` or `hash@slot`. Shorter ones (detail DMinimal) cannot be matched between hosts. */
function blockHash(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 64) return undefined;
  for (let i = 0; i < 64; i++) {
    const digit = value.charCodeAt(i);
    if (!((digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66))) return undefined;
  }
  return value.length === 64 ? value : value.slice(0, 64);
}

function resourceSample(data: Data): ResourceSample | undefined {
  const counters = ['CentiCpu', 'RSS'].map((key) => data[key]);
  if (counters.some((value) => typeof value !== 'number')) return undefined;
  const measured = (key: string) => (typeof data[key] === 'number' ? data[key] : undefined);
  const number = (key: string) => measured(key) ?? 0;
  return {
    cpuCentis: number('CentiCpu'),
    gcCentis: number('CentiGC'),
    mutatorCentis: number('CentiMut'),
    majorGcs: number('GcsMajor'),
    minorGcs: number('GcsMinor'),
    allocBytes: number('Alloc'),
    liveBytes: number('Live'),
    heapBytes: number('Heap'),
    rssBytes: number('RSS'),
    netReadBytes: number('NetRd'),
    netWriteBytes: number('NetWr'),
    fsReadBytes: number('FsRd'),
    fsWriteBytes: number('FsWr'),
    loopLagMaxMs: measured('JsLoopLagMaxMs'),
    gcPauseMaxMs: measured('JsGcPauseMaxMs'),
    loopBusy: measured('JsLoopBusy'),
  };
}

import type { Event, ResourceSample } from '../events.ts';
import type { MessageName } from './vocabulary.ts';

type Data = Readonly<Record<string, unknown>>;
type Reader = (at: number, data: Data) => Event | undefined;

/** The event of a message from its time and data; undefined if what it needs is not there. */
export const READERS: Record<MessageName, Reader> = {
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
  if (typeof data.CentiCpu !== 'number' || typeof data.RSS !== 'number') return undefined;
  return {
    cpuCentis: data.CentiCpu,
    gcCentis: measured(data.CentiGC) ?? 0,
    mutatorCentis: measured(data.CentiMut) ?? 0,
    majorGcs: measured(data.GcsMajor) ?? 0,
    minorGcs: measured(data.GcsMinor) ?? 0,
    allocBytes: measured(data.Alloc) ?? 0,
    liveBytes: measured(data.Live) ?? 0,
    heapBytes: measured(data.Heap) ?? 0,
    rssBytes: data.RSS,
    netReadBytes: measured(data.NetRd) ?? 0,
    netWriteBytes: measured(data.NetWr) ?? 0,
    fsReadBytes: measured(data.FsRd) ?? 0,
    fsWriteBytes: measured(data.FsWr) ?? 0,
    loopLagMaxMs: measured(data.JsLoopLagMaxMs),
    gcPauseMaxMs: measured(data.JsGcPauseMaxMs),
    loopBusy: measured(data.JsLoopBusy),
  };
}

function measured(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

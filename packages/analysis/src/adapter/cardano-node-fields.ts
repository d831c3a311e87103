import type { DataField } from '../read/trace-line.ts';
import type { MessageName } from './vocabulary.ts';

const slot: DataField = { name: 'slot', as: 'number' };
const blockNo: DataField = { name: 'blockNo', as: 'number' };

/** All that the readers look at; what is not here has to be parsed whole. */
export const FIELDS: Partial<Record<MessageName, readonly DataField[]>> = {
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

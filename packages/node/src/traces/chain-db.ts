import { defineMessage, type Fields, type Tracing } from '@slotbench/tracing';
import { type ChainPoint, pointFields, pointObject, renderPoint } from './render.ts';

export type ChainDbTracers = ReturnType<typeof chainDbTracers>;

export function chainDbTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    addedBlockToQueue: tracing.tracer(addedBlockToQueue),
    poppingFromQueue: tracing.tracer(poppingFromQueue),
    poppedBlockFromQueue: tracing.tracer(poppedBlockFromQueue),
    ignored: {
      olderThanImmutable: tracing.tracer(ignoreOlderThanImmutable),
      alreadyKnown: tracing.tracer(
        blockMessage('IgnoreBlockAlreadyInVolatileDB', 'Info', 'The block is known.'),
      ),
      invalid: tracing.tracer(ignoreInvalidBlock),
    },
    addedBlockToVolatileDb: tracing.tracer(addedBlockToVolatileDb),
    tryAddToCurrentChain: tracing.tracer(
      blockMessage('TryAddToCurrentChain', 'Debug', 'The block fits onto the tip of the chain.'),
    ),
    storeButDontChange: tracing.tracer(
      blockMessage('StoreButDontChange', 'Debug', 'The block is stored; no chain through it is preferred.'),
    ),
    trySwitchToAFork: tracing.tracer(trySwitchToAFork),
    changingSelection: tracing.tracer(
      blockMessage(
        'ChangingSelection',
        'Debug',
        'The chain is about to change to this tip.',
        'TraceAddBlockEvent.',
      ),
    ),
    addedToCurrentChain: tracing.tracer(addedToCurrentChain),
    switchedToAFork: tracing.tracer(switchedToAFork),
    validCandidate: tracing.tracer(validCandidate),
    invalidBlock: tracing.tracer(invalidBlock),
    ledgerReplay: tracing.tracer(ledgerReplay),
    lostTail: tracing.tracer(lostTail),
  };
}

const NS = 'ChainDB.AddBlockEvent';

function blockMessage(name: string, severity: 'Debug' | 'Info', doc: string, kindPrefix = '') {
  return defineMessage<{ block: ChainPoint }>({
    namespace: `${NS}.${name}`,
    severity,
    forMachine: ({ block }, detail) => ({ kind: `${kindPrefix}${name}`, block: pointObject(block, detail) }),
    fields: { block: pointFields },
    legacy: { switch: 'ChainDb', kind: `TraceAddBlockEvent.${name}` },
    doc,
  });
}

/** Rising edge: before the queue takes the block; falling edge: with the length of the queue after it. */
const addedBlockToQueue = defineMessage<{ block: ChainPoint; queueSize?: number }>({
  namespace: `${NS}.AddedBlockToQueue`,
  severity: 'Debug',
  forMachine: ({ block, queueSize }, detail) => ({
    kind: 'AddedBlockToQueue',
    block: pointObject(block, detail),
    ...(queueSize === undefined ? { risingEdge: true } : { queueSize }),
  }),
  fields: {
    block: pointFields,
    risingEdge: 'boolean?: true before the queue takes the block',
    queueSize: 'integer?: blocks in the queue after it',
  },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddedBlockToQueue' },
  doc: 'A block waits for validation and chain selection.',
});

const poppingFromQueue = defineMessage<object>({
  namespace: `${NS}.PoppingFromQueue`,
  severity: 'Debug',
  forMachine: () => ({ kind: 'TraceAddBlockEvent.PoppingFromQueue' }),
  fields: {},
  legacy: { switch: 'ChainDb' },
  doc: 'The chain database looks for the next block to add.',
});

const poppedBlockFromQueue = defineMessage<{ block: ChainPoint }>({
  namespace: `${NS}.PoppedBlockFromQueue`,
  severity: 'Debug',
  forMachine: ({ block }, detail) => ({
    kind: 'TraceAddBlockEvent.PoppedBlockFromQueue',
    block: pointObject(block, detail),
  }),
  fields: { block: pointFields },
  legacy: { switch: 'ChainDb' },
  doc: 'The block left the queue; its addition begins.',
});

const ignoreOlderThanImmutable = defineMessage<{ block: ChainPoint }>({
  namespace: `${NS}.IgnoreBlockOlderThanImmTip`,
  severity: 'Info',
  forMachine: ({ block }, detail) => ({
    kind: 'IgnoreBlockOlderThanImmTip',
    block: pointObject(block, detail),
  }),
  fields: { block: pointFields },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.IgnoreBlockOlderThanK' },
  doc: 'The block is not after the newest block that cannot be rolled back.',
});

const ignoreInvalidBlock = defineMessage<{ block: ChainPoint; reason: string }>({
  namespace: `${NS}.IgnoreInvalidBlock`,
  severity: 'Info',
  forMachine: ({ block, reason }, detail) => ({
    kind: 'IgnoreInvalidBlock',
    block: pointObject(block, detail),
    reason,
  }),
  fields: { block: pointFields, reason: 'string: the rule it breaks' },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.IgnoreInvalidBlock' },
  doc: 'The block, or one before it, was found invalid earlier.',
});

const addedBlockToVolatileDb = defineMessage<{ block: ChainPoint; blockNo: number; risingEdge: boolean }>({
  namespace: `${NS}.AddedBlockToVolatileDB`,
  severity: 'Debug',
  forMachine: ({ block, blockNo, risingEdge }, detail) => ({
    kind: 'AddedBlockToVolatileDB',
    block: pointObject(block, detail),
    blockNo: `BlockNo ${blockNo}`,
    ...(risingEdge ? { risingEdge } : {}),
  }),
  fields: {
    block: pointFields,
    blockNo: 'string: BlockNo and the number',
    risingEdge: 'boolean?: true before the block is written',
  },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddedBlockToVolatileDB' },
  doc: 'The block is written to the block log: before (rising edge) and after.',
});

const trySwitchToAFork = defineMessage<{ block: ChainPoint }>({
  namespace: `${NS}.TrySwitchToAFork`,
  severity: 'Info',
  forMachine: ({ block }, detail) => ({
    kind: 'TraceAddBlockEvent.TrySwitchToAFork',
    block: pointObject(block, detail),
  }),
  fields: { block: pointFields },
  legacy: { switch: 'ChainDb' },
  doc: 'A chain through the block is preferred to the current one and branches off below its tip.',
});

/** What chain selection compares. `tieBreakVrf` in hex. */
export interface SelectView {
  readonly blockNo: number;
  readonly slot: number;
  readonly issuerHash: string;
  readonly issueNo: number;
  readonly tieBreakVrf: string;
}

export interface ChainChange {
  readonly tip: NonNullable<ChainPoint>;
  readonly previousHash: string | undefined;
  readonly issuerVk: string;
  readonly newView: SelectView;
  readonly oldView: SelectView | undefined;
  readonly reason: string;
  /** Blocks on the chain a slot, over its last k blocks. */
  readonly density: number;
  readonly epoch: number;
  readonly slotInEpoch: number;
}

const viewObject = ({ blockNo, slot, issuerHash, issueNo, tieBreakVrf }: SelectView) => ({
  kind: 'PraosTiebreakerView',
  blockNo,
  slotNo: slot,
  issuerHash,
  issueNo,
  tieBreakVRF: tieBreakVrf,
});

const viewFields = {
  kind: 'string: PraosTiebreakerView',
  blockNo: 'integer: number of the tip',
  slotNo: 'integer: slot of the tip',
  issuerHash: 'string: hash of the verification key of the issuer',
  issueNo: 'integer: counter of the operational certificate',
  tieBreakVRF: 'string: VRF output that decides between equals',
} as const satisfies Fields;

const tipDetailFields = {
  tipBlockHash: 'string?: at DDetailed: hash of the tip',
  tipBlockParentHash: 'string?: at DDetailed: hash of its predecessor',
  tipBlockIssuerVKeyHash: 'string?: at DDetailed: verification key of its issuer',
} as const satisfies Fields;

const tipMetricHelp = {
  density: 'Blocks a slot on the chain, over its last k blocks',
  slotNum: 'Slot of the tip',
  blockNum: 'Number of the tip',
  slotInEpoch: 'Slot of the tip within its epoch',
  epoch: 'Epoch of the tip',
  tipBlock: 'Hash, predecessor and issuer of the tip',
};

const tipMetrics = (c: ChainChange) =>
  [
    { kind: 'real', name: 'density', value: c.density },
    { kind: 'int', name: 'slotNum', value: c.tip.slot },
    { kind: 'int', name: 'blockNum', value: c.newView.blockNo },
    { kind: 'int', name: 'slotInEpoch', value: c.slotInEpoch },
    { kind: 'int', name: 'epoch', value: c.epoch },
    {
      kind: 'label',
      name: 'tipBlock',
      pairs: {
        hash: c.tip.hash,
        'parent hash': c.previousHash ?? 'GenesisHash',
        'issuer verification key hash': c.newView.issuerHash,
      },
    },
  ] as const;

const addedToCurrentChain = defineMessage<ChainChange>({
  namespace: `${NS}.AddedToCurrentChain`,
  severity: 'Notice',
  forMachine: (change, detail) => ({
    kind: 'AddedToCurrentChain',
    newtip: renderPoint(change.tip, detail),
    newSuffixSelectView: viewObject(change.newView),
    ...(detail === 'DDetailed' || detail === 'DMaximum' ? tipDetails(change) : {}),
  }),
  forHuman: ({ tip }) => `Chain extended, new tip: ${renderPoint(tip, 'DNormal')}`,
  metrics: tipMetrics,
  metricHelp: tipMetricHelp,
  fields: { newtip: 'string: hash@slot of the new tip', newSuffixSelectView: viewFields, ...tipDetailFields },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddedToCurrentChain' },
  doc: 'The chain grew by a block (or more) at its tip: the block is adopted.',
});

const switchedToAFork = defineMessage<ChainChange>({
  namespace: `${NS}.SwitchedToAFork`,
  severity: 'Notice',
  forMachine: (change, detail) => ({
    kind: 'TraceAddBlockEvent.SwitchedToAFork',
    newtip: renderPoint(change.tip, detail),
    newSuffixSelectView: viewObject(change.newView),
    ...(change.oldView === undefined ? {} : { oldSuffixSelectView: viewObject(change.oldView) }),
    reason: change.reason,
    ...(detail === 'DDetailed' || detail === 'DMaximum' ? tipDetails(change) : {}),
  }),
  forHuman: ({ tip }) => `Switched to a fork, new tip: ${renderPoint(tip, 'DNormal')}`,
  metrics: (change) => [...tipMetrics(change), { kind: 'counter', name: 'forks' }],
  metricHelp: { ...tipMetricHelp, forks: 'Switches to a fork' },
  fields: {
    newtip: 'string: hash@slot of the new tip',
    newSuffixSelectView: viewFields,
    oldSuffixSelectView: 'object?: the same of the tip that was left',
    reason: 'string: why the new chain is preferred',
    ...tipDetailFields,
  },
  legacy: { switch: 'ChainDb' },
  doc: 'The chain was rolled back and continued on another branch: its blocks are adopted.',
});

function tipDetails({ tip, previousHash, issuerVk }: ChainChange) {
  return {
    tipBlockHash: tip.hash,
    tipBlockParentHash: previousHash ?? 'GenesisHash',
    tipBlockIssuerVKeyHash: issuerVk,
  };
}

const validCandidate = defineMessage<{ tip: ChainPoint }>({
  namespace: `${NS}.AddBlockValidation.ValidCandidate`,
  severity: 'Info',
  forMachine: ({ tip }, detail) => ({ kind: 'ValidCandidate', block: renderPoint(tip, detail) }),
  fields: { block: 'string: hash@slot of its tip' },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddBlockValidation.ValidCandidate' },
  doc: 'Every block of a candidate chain is valid.',
});

const invalidBlock = defineMessage<{ block: ChainPoint; error: string }>({
  namespace: `${NS}.AddBlockValidation.InvalidBlock`,
  severity: 'Error',
  forMachine: ({ block, error }, detail) => ({
    kind: 'InvalidBlock',
    block: renderPoint(block, detail),
    error,
  }),
  fields: { block: 'string: hash@slot', error: 'string: the rule it breaks' },
  legacy: { switch: 'ChainDb', kind: 'TraceAddBlockEvent.AddBlockValidation.InvalidBlock' },
  doc: 'A block broke a rule; it and all that follow it are remembered as invalid.',
});

const ledgerReplay = defineMessage<{ blocks: number; bytes: number; totalBytes: number }>({
  namespace: 'ChainDB.ReplayBlock.LedgerReplay',
  severity: 'Info',
  forMachine: ({ blocks, bytes, totalBytes }) => ({
    kind: 'LedgerReplay',
    progress: totalBytes === 0 ? '100' : ((100 * bytes) / totalBytes).toFixed(1),
    blocks,
  }),
  metrics: ({ bytes, totalBytes }) => [
    { kind: 'real', name: 'blockReplayProgress', value: totalBytes === 0 ? 100 : (100 * bytes) / totalBytes },
  ],
  metricHelp: { blockReplayProgress: 'Percent of the block log that was read' },
  fields: { progress: 'string: percent of the bytes', blocks: 'integer: blocks read' },
  legacy: { switch: 'ChainDb' },
  doc: 'Progress, in percent, of reading the block log at the start.',
});

const lostTail = defineMessage<{ droppedBytes: number; keptBlocks: number }>({
  namespace: 'ChainDB.OpenEvent.TruncatedBlockLog',
  severity: 'Warning',
  forMachine: ({ droppedBytes, keptBlocks }) => ({ kind: 'TruncatedBlockLog', droppedBytes, keptBlocks }),
  forHuman: ({ droppedBytes, keptBlocks }) =>
    `The block log ended in a cut or damaged record: kept ${keptBlocks} blocks, dropped ${droppedBytes} bytes`,
  fields: { droppedBytes: 'integer: bytes cut off', keptBlocks: 'integer: blocks before them' },
  legacy: { switch: 'ChainDb' },
  doc: 'The end of the block log was not readable and was cut off; the peers have the blocks.',
});

import { defineMessage, type Tracing } from '@slotbench/tracing';
import { type ChainPoint, renderHash, renderPoint } from './render.ts';

/** One message an attempted step of the forging loop, in the order of a slot; the times between them are measured. */
export type ForgeTracers = ReturnType<typeof forgeTracers>;

export function forgeTracers(tracing: Pick<Tracing, 'tracer'>) {
  return {
    startLeadershipCheck: tracing.tracer(startLeadershipCheck),
    slotIsImmutable: tracing.tracer(slotIsImmutable),
    blockFromFuture: tracing.tracer(blockFromFuture),
    blockContext: tracing.tracer(blockContext),
    ledgerState: tracing.tracer(slotMessage('LedgerState', 'The ledger state to forge upon is at hand.')),
    ledgerView: tracing.tracer(slotMessage('LedgerView', 'The stake distribution of the slot is at hand.')),
    nodeCannotForge: tracing.tracer(nodeCannotForge),
    nodeNotLeader: tracing.tracer(nodeNotLeader),
    nodeIsLeader: tracing.tracer(nodeIsLeader),
    tickedLedgerState: tracing.tracer(tickedLedgerState),
    mempoolSnapshot: tracing.tracer(mempoolSnapshot),
    forgedBlock: tracing.tracer(forgedBlock),
    adoptedBlock: tracing.tracer(adoptedBlock),
    didntAdoptBlock: tracing.tracer(didntAdoptBlock),
    forgedInvalidBlock: tracing.tracer(forgedInvalidBlock),
    ledgerMetrics: tracing.tracer(ledgerMetrics),
    kesInfo: tracing.tracer(kesInfo),
    forgingStats: tracing.tracer(forgingStats),
  };
}

const counter = (name: string) => [{ kind: 'counter', name } as const];

const startLeadershipCheck = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.StartLeadershipCheck',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceStartLeadershipCheck', slot }),
  metrics: () => counter('Forge.about-to-lead'),
  metricHelp: { 'Forge.about-to-lead': 'Slots in which the leader check began' },
  fields: { slot: 'integer: the slot' },
  legacy: { switch: 'Forge', logger: 'LeadershipCheck' },
  doc: 'A slot began and the node starts to find out whether it may forge a block in it.',
});

const slotIsImmutable = defineMessage<{ slot: number; tip: ChainPoint; tipBlockNo: number }>({
  namespace: 'Forge.Loop.SlotIsImmutable',
  severity: 'Error',
  forMachine: ({ slot, tip, tipBlockNo }, detail) => ({
    kind: 'TraceSlotIsImmutable',
    slot,
    tip: renderPoint(tip, detail),
    tipBlockNo,
  }),
  metrics: () => counter('Forge.slot-is-immutable'),
  metricHelp: { 'Forge.slot-is-immutable': 'Slots not after the newest block that cannot be rolled back' },
  fields: {
    slot: 'integer: the slot',
    tip: 'string: hash@slot of the newest block that cannot be rolled back',
    tipBlockNo: 'integer: its number',
  },
  legacy: { switch: 'Forge' },
  doc: 'The slot is not after the newest block that cannot be rolled back; nothing can be forged in it.',
});

const blockFromFuture = defineMessage<{ slot: number; tipSlot: number }>({
  namespace: 'Forge.Loop.BlockFromFuture',
  severity: 'Error',
  forMachine: ({ slot, tipSlot }) => ({ kind: 'TraceBlockFromFuture', 'current slot': slot, tip: tipSlot }),
  metrics: () => counter('Forge.block-from-future'),
  metricHelp: { 'Forge.block-from-future': 'Slots before the slot of the tip' },
  fields: { 'current slot': 'integer: the slot', tip: 'integer: slot of the tip' },
  legacy: { switch: 'Forge' },
  doc: 'The tip of the chain has a later slot than the current one: the clock went back, or the tip is wrong.',
});

const blockContext = defineMessage<{ slot: number; tip: ChainPoint; blockNo: number }>({
  namespace: 'Forge.Loop.BlockContext',
  severity: 'Debug',
  forMachine: ({ slot, tip, blockNo }, detail) => ({
    kind: 'TraceBlockContext',
    'current slot': slot,
    tip: renderPoint(tip, detail),
    tipBlockNo: blockNo,
  }),
  fields: {
    'current slot': 'integer: the slot',
    tip: 'string: hash@slot of the predecessor',
    tipBlockNo: 'integer: number that the new block would get',
  },
  legacy: { switch: 'Forge' },
  doc: 'The block to forge upon is known. `tipBlockNo` is the number that the new block would get.',
});

function slotMessage(name: 'LedgerState' | 'LedgerView', doc: string) {
  return defineMessage<{ slot: number }>({
    namespace: `Forge.Loop.${name}`,
    severity: 'Debug',
    forMachine: ({ slot }) => ({ kind: `Trace${name}`, slot }),
    fields: { slot: 'integer: the slot' },
    legacy: { switch: 'Forge' },
    doc,
  });
}

const nodeCannotForge = defineMessage<{ slot: number; reason: string }>({
  namespace: 'Forge.Loop.NodeCannotForge',
  severity: 'Error',
  forMachine: ({ slot, reason }) => ({ kind: 'TraceNodeCannotForge', slot, reason }),
  metrics: () => counter('Forge.could-not-forge'),
  metricHelp: { 'Forge.could-not-forge': 'Slots in which the keys did not allow forging' },
  fields: { slot: 'integer: the slot', reason: 'string: why' },
  legacy: { switch: 'Forge' },
  doc: 'The keys do not allow forging in this slot: the operational certificate is not yet or no longer valid.',
});

const nodeNotLeader = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.NodeNotLeader',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceNodeNotLeader', slot }),
  metrics: () => counter('Forge.node-not-leader'),
  metricHelp: { 'Forge.node-not-leader': 'Slots that the node does not lead' },
  fields: { slot: 'integer: the slot' },
  legacy: { switch: 'Forge' },
  doc: 'The leader check is done; the node does not lead in this slot.',
});

const nodeIsLeader = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.NodeIsLeader',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceNodeIsLeader', slot }),
  metrics: () => counter('Forge.node-is-leader'),
  metricHelp: { 'Forge.node-is-leader': 'Slots that the node leads' },
  fields: { slot: 'integer: the slot' },
  legacy: { switch: 'Forge' },
  doc: 'The leader check is done; the node leads in this slot.',
});

const tickedLedgerState = defineMessage<{ slot: number; previous: ChainPoint }>({
  namespace: 'Forge.Loop.ForgeTickedLedgerState',
  severity: 'Debug',
  forMachine: ({ slot, previous }, detail) => ({
    kind: 'TraceForgeTickedLedgerState',
    slot,
    prev: renderPoint(previous, detail),
  }),
  fields: { slot: 'integer: the slot', prev: 'string: hash@slot of the predecessor' },
  legacy: { switch: 'Forge' },
  doc: 'The ledger state was moved on to the slot of the block.',
});

const mempoolSnapshot = defineMessage<{ slot: number; previous: ChainPoint; mempool: ChainPoint }>({
  namespace: 'Forge.Loop.ForgingMempoolSnapshot',
  severity: 'Debug',
  forMachine: ({ slot, previous, mempool }, detail) => ({
    kind: 'TraceForgingMempoolSnapshot',
    slot,
    prev: renderPoint(previous, detail),
    mempoolHash: mempool === undefined ? 'GenesisHash' : renderHash(mempool.hash, detail),
    mempoolSlot: mempool?.slot ?? 0,
  }),
  fields: {
    slot: 'integer: the slot',
    prev: 'string: hash@slot of the predecessor',
    mempoolHash: 'string: hash of the block that the mempool is valid after',
    mempoolSlot: 'integer: its slot',
  },
  legacy: { switch: 'Forge' },
  doc: 'The transactions of the block are chosen.',
});

const forgedBlock = defineMessage<{
  slot: number;
  hash: string;
  blockNo: number;
  previousHash: string | undefined;
}>({
  namespace: 'Forge.Loop.ForgedBlock',
  severity: 'Info',
  forMachine: ({ slot, hash, blockNo, previousHash }, detail) => ({
    kind: 'TraceForgedBlock',
    slot,
    block: renderHash(hash, detail),
    blockNo,
    blockPrev: previousHash === undefined ? 'GenesisHash' : renderHash(previousHash, detail),
  }),
  metrics: ({ slot }) => [
    { kind: 'counter', name: 'Forge.forged' },
    { kind: 'int', name: 'forgedSlotLast', value: slot },
  ],
  metricHelp: { 'Forge.forged': 'Blocks forged', forgedSlotLast: 'Slot of the last forged block' },
  fields: {
    slot: 'integer: the slot',
    block: 'string: hash of the block',
    blockNo: 'integer: its number',
    blockPrev: 'string: hash of the predecessor, or GenesisHash',
  },
  legacy: { switch: 'Forge' },
  doc: 'A block is made and signed, and goes to the chain database.',
});

const adoptedBlock = defineMessage<{
  slot: number;
  hash: string;
  sizeBytes: number;
  txIds: readonly string[];
}>({
  namespace: 'Forge.Loop.AdoptedBlock',
  severity: 'Info',
  forMachine: ({ slot, hash, sizeBytes, txIds }, detail) => ({
    kind: 'TraceAdoptedBlock',
    slot,
    blockHash: renderHash(hash, detail),
    blockSize: sizeBytes,
    ...(detail === 'DDetailed' ? { txIds } : {}),
  }),
  metrics: () => counter('Forge.adopted'),
  metricHelp: { 'Forge.adopted': 'Forged blocks that became the tip' },
  fields: {
    slot: 'integer: the slot',
    blockHash: 'string: hash of the block',
    blockSize: 'integer: bytes of its body',
    txIds: 'string[]?: at DDetailed: ids of its transactions',
  },
  legacy: { switch: 'Forge' },
  doc: 'The forged block is the tip of the own chain.',
});

const didntAdoptBlock = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.DidntAdoptBlock',
  severity: 'Error',
  forMachine: ({ slot }) => ({ kind: 'TraceDidntAdoptBlock', slot }),
  metrics: () => counter('Forge.didnt-adopt'),
  metricHelp: { 'Forge.didnt-adopt': 'Forged blocks that lost against another chain' },
  fields: { slot: 'integer: the slot' },
  legacy: { switch: 'Forge' },
  doc: 'The forged block is valid and lost against another chain.',
});

const forgedInvalidBlock = defineMessage<{ slot: number; reason: string }>({
  namespace: 'Forge.Loop.ForgedInvalidBlock',
  severity: 'Error',
  forMachine: ({ slot, reason }) => ({ kind: 'TraceForgedInvalidBlock', slot, reason }),
  metrics: () => counter('Forge.forged-invalid'),
  metricHelp: { 'Forge.forged-invalid': 'Forged blocks that the own validation refused' },
  fields: { slot: 'integer: the slot', reason: 'string: the rule it breaks' },
  legacy: { switch: 'Forge' },
  doc: 'The forged block was refused by the own validation: a defect of the node.',
});

const ledgerMetrics = defineMessage<{ slot: number; utxoSize: number; delegations: number; density: number }>(
  {
    namespace: 'LedgerMetrics',
    severity: 'Info',
    forMachine: ({ slot, utxoSize, delegations, density }) => ({
      kind: 'LedgerMetrics',
      slot,
      utxoSize,
      delegMapSize: delegations,
      chainDensity: density,
    }),
    forHuman: ({ utxoSize, delegations, density }) =>
      `Ledger metrics  utxoSize ${utxoSize} delegMapSize ${delegations} chainDensity ${density}`,
    metrics: ({ utxoSize, delegations }) => [
      { kind: 'int', name: 'utxoSize', value: utxoSize },
      { kind: 'int', name: 'delegMapSize', value: delegations },
    ],
    metricHelp: { utxoSize: 'Unspent outputs', delegMapSize: 'Delegations of stake' },
    fields: {
      slot: 'integer: the slot',
      utxoSize: 'integer: unspent outputs',
      delegMapSize: 'integer: delegations of stake',
      chainDensity: 'number: blocks a slot, over the last k blocks',
    },
    legacy: { switch: 'Forge' },
    doc: 'Sizes of the ledger state, once a slot, about 0.7 s (in shorter slots 0.7 of a slot) after its start.',
  },
);

interface KesInfo {
  readonly startPeriod: number;
  readonly currentPeriod: number;
  readonly endPeriod: number;
}

const kesInfo = defineMessage<KesInfo>({
  namespace: 'Forge.StateInfo.StateInfo',
  severity: ({ currentPeriod, endPeriod }) =>
    endPeriod - currentPeriod <= 1 ? 'Alert' : endPeriod - currentPeriod <= 7 ? 'Warning' : 'Info',
  // cardano-node's field names: `endPeriod` holds the current period, `evolution` the end.
  forMachine: ({ startPeriod, currentPeriod, endPeriod }) => ({
    kind: endPeriod - currentPeriod <= 7 ? 'ExpiryLogMessage' : 'KESInfo',
    startPeriod,
    endPeriod: currentPeriod,
    evolution: endPeriod,
  }),
  metrics: ({ startPeriod, currentPeriod, endPeriod }) => [
    { kind: 'int', name: 'operationalCertificateStartKESPeriod', value: startPeriod },
    { kind: 'int', name: 'operationalCertificateExpiryKESPeriod', value: endPeriod },
    { kind: 'int', name: 'currentKESPeriod', value: currentPeriod },
    { kind: 'int', name: 'remainingKESPeriods', value: endPeriod - currentPeriod },
  ],
  metricHelp: {
    operationalCertificateStartKESPeriod: 'KES period in which the operational certificate begins',
    operationalCertificateExpiryKESPeriod: 'KES period in which it ends',
    currentKESPeriod: 'The KES period',
    remainingKESPeriods: 'KES periods until the operational certificate ends',
  },
  fields: {
    startPeriod: 'integer: KES period in which the operational certificate begins',
    endPeriod: 'integer: the KES period now',
    evolution: 'integer: KES period in which it ends',
  },
  legacy: { switch: 'ForgeStateInfo' },
  doc: 'The KES period changed: the period and what is left of the operational certificate.',
});

interface ForgingStats {
  readonly cannotForge: number;
  readonly isLeader: number;
  readonly forged: number;
  readonly slotsMissed: number;
}

const forgingStats = defineMessage<ForgingStats>({
  namespace: 'Forge.Stats.ForgingStats',
  severity: 'Info',
  // Strings, as cardano-node writes them.
  forMachine: ({ cannotForge, isLeader, forged, slotsMissed }) => ({
    kind: 'ForgingStats',
    nodeCannotForge: String(cannotForge),
    nodeIsLeader: String(isLeader),
    blocksForged: String(forged),
    slotsMissed: String(slotsMissed),
  }),
  metrics: ({ cannotForge, isLeader, forged, slotsMissed }) => [
    { kind: 'int', name: 'nodeCannotForge', value: cannotForge },
    { kind: 'int', name: 'nodeIsLeader', value: isLeader },
    { kind: 'int', name: 'blocksForged', value: forged },
    { kind: 'int', name: 'slotsMissed', value: slotsMissed },
  ],
  metricHelp: {
    nodeCannotForge: 'Slots in which the keys did not allow forging',
    nodeIsLeader: 'Slots that the node led',
    blocksForged: 'Blocks forged',
    slotsMissed: 'Slots whose leader check never began',
  },
  fields: {
    nodeCannotForge: 'string: a number, as the rest',
    nodeIsLeader: 'string: slots that the node led',
    blocksForged: 'string: blocks forged',
    slotsMissed: 'string: slots whose leader check never began',
  },
  legacy: { switch: 'Forge' },
  doc: 'Counts since the start, whenever one of them changes; slotsMissed are leadership checks that never began.',
});

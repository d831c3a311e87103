import { defineMessage, type Tracing } from '@slotbench/tracing';
import { type ChainPoint, renderHash, renderPoint } from './render.ts';

/** One message an attempted step of the forging loop, in the order of a slot; the times between them are measured. */
export type ForgeTracers = ReturnType<typeof forgeTracers>;

export function forgeTracers(tracing: Tracing) {
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
  doc: 'The slot is not after the newest block that cannot be rolled back; nothing can be forged in it.',
});

const blockFromFuture = defineMessage<{ slot: number; tipSlot: number }>({
  namespace: 'Forge.Loop.BlockFromFuture',
  severity: 'Error',
  forMachine: ({ slot, tipSlot }) => ({ kind: 'TraceBlockFromFuture', 'current slot': slot, tip: tipSlot }),
  metrics: () => counter('Forge.block-from-future'),
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
  doc: 'The block to forge upon is known. `tipBlockNo` is the number that the new block would get.',
});

function slotMessage(name: 'LedgerState' | 'LedgerView', doc: string) {
  return defineMessage<{ slot: number }>({
    namespace: `Forge.Loop.${name}`,
    severity: 'Debug',
    forMachine: ({ slot }) => ({ kind: `Trace${name}`, slot }),
    doc,
  });
}

const nodeCannotForge = defineMessage<{ slot: number; reason: string }>({
  namespace: 'Forge.Loop.NodeCannotForge',
  severity: 'Error',
  forMachine: ({ slot, reason }) => ({ kind: 'TraceNodeCannotForge', slot, reason }),
  metrics: () => counter('Forge.could-not-forge'),
  doc: 'The keys do not allow forging in this slot: the operational certificate is not yet or no longer valid.',
});

const nodeNotLeader = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.NodeNotLeader',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceNodeNotLeader', slot }),
  metrics: () => counter('Forge.node-not-leader'),
  doc: 'The leader check is done; the node does not lead in this slot.',
});

const nodeIsLeader = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.NodeIsLeader',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceNodeIsLeader', slot }),
  metrics: () => counter('Forge.node-is-leader'),
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
  doc: 'The forged block is the tip of the own chain.',
});

const didntAdoptBlock = defineMessage<{ slot: number }>({
  namespace: 'Forge.Loop.DidntAdoptBlock',
  severity: 'Error',
  forMachine: ({ slot }) => ({ kind: 'TraceDidntAdoptBlock', slot }),
  metrics: () => counter('Forge.didnt-adopt'),
  doc: 'The forged block is valid and lost against another chain.',
});

const forgedInvalidBlock = defineMessage<{ slot: number; reason: string }>({
  namespace: 'Forge.Loop.ForgedInvalidBlock',
  severity: 'Error',
  forMachine: ({ slot, reason }) => ({ kind: 'TraceForgedInvalidBlock', slot, reason }),
  metrics: () => counter('Forge.forged-invalid'),
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
  doc: 'Counts since the start, whenever one of them changes; slotsMissed are leadership checks that never began.',
});

import { forgeBlock, type Genesis, isLeader, type PoolCredentials } from '@slotbench/ledger';
import type { ChainDatabase } from './chain/database.ts';
import { spend } from './dose.ts';
import type { Mempool } from './mempool.ts';
import { type Clock, slotStartMs, slots } from './slot-clock.ts';
import type { ForgeTracers } from './traces/forge.ts';

export interface ForgeLoop {
  readonly genesis: Genesis;
  readonly database: ChainDatabase;
  readonly mempool: Mempool;
  readonly trace: ForgeTracers;
  readonly clock: Clock;
  /** Undefined for a node without keys: it checks no leadership and emits the ledger's metrics only. */
  readonly credentials: PoolCredentials | undefined;
  /** LedgerMetrics every so many slots; 0: none. */
  readonly metricsEverySlots: number;
  /** CPU time that is added to the forging of a block. */
  readonly doseMs: number;
  readonly signal: AbortSignal;
}

export interface ForgeCounts {
  slotsChecked: number;
  slotsMissed: number;
  cannotForge: number;
  isLeader: number;
  forged: number;
}

/** cardano-node emits LedgerMetrics this long after the start of a slot; in shorter slots the same part of the slot. */
const LEDGER_METRICS_MS = 700;
const LEDGER_METRICS_PART = 0.7;

/** Checks leadership in every slot and forges where the node leads, until the signal aborts. `counts` is kept current. */
export async function runForgeLoop(o: ForgeLoop, counts: ForgeCounts): Promise<void> {
  const { genesis, clock, trace } = o;
  let kesPeriod: number | undefined;
  for await (const { slot, missed } of slots(genesis, clock, o.signal)) {
    if (o.credentials !== undefined) {
      counts.slotsChecked++;
      counts.slotsMissed += missed;
      const before = counts.isLeader + counts.cannotForge + counts.forged;
      const outcome = await forgeInSlot(slot, o.credentials, o, counts);
      const period = Math.floor(slot / genesis.slotsPerKesPeriod);
      if (period !== kesPeriod) traceKes(o, o.credentials, period);
      kesPeriod = period;
      const { cannotForge, isLeader, forged, slotsMissed } = counts;
      if (missed > 0 || outcome || before !== isLeader + cannotForge + forged)
        trace.forgingStats({ cannotForge, isLeader, forged, slotsMissed });
    }
    if (o.metricsEverySlots === 0 || slot % o.metricsEverySlots !== 0) continue;
    const metricsMs = Math.min(LEDGER_METRICS_MS, LEDGER_METRICS_PART * genesis.slotLengthMs);
    const waitMs = slotStartMs(genesis, slot) + metricsMs - clock.nowMs();
    if (waitMs > 0) await clock.sleep(waitMs, o.signal);
    if (o.signal.aborted) return;
    trace.ledgerMetrics({ slot, ...o.database.ledgerSize(), density: o.database.density() });
  }
}

/** One slot; every message is emitted when its step is done, because the time between them is what is measured. */
async function forgeInSlot(
  slot: number,
  credentials: PoolCredentials,
  o: ForgeLoop,
  counts: ForgeCounts,
): Promise<boolean> {
  const { genesis, database, trace } = o;
  trace.startLeadershipCheck({ slot });

  const context = blockContext(slot, o);
  if (context === undefined) return false;
  const { previous, blockNo } = context;
  trace.blockContext({ slot, tip: previous, blockNo });
  // The ledger at the parent is at hand: it is the tip's, or the tip's own transactions lead the new block.
  trace.ledgerState({ slot });
  const pool = genesis.stake.get(credentials.poolId);
  trace.ledgerView({ slot });

  const kesPeriod = Math.floor(slot / genesis.slotsPerKesPeriod);
  const problem = cannotForge(credentials, pool !== undefined, kesPeriod, genesis.maxKesEvolutions);
  if (problem !== undefined) {
    counts.cannotForge++;
    trace.nodeCannotForge({ slot, reason: problem });
    return true;
  }
  const { epochNonce } = database.headers.ticked(previous?.hash, slot);
  const leaderProof = isLeader(credentials, {
    slot,
    epochNonce,
    stakeFraction: pool!.stake,
    f: genesis.activeSlotsCoeff,
  });
  if (leaderProof === undefined) {
    trace.nodeNotLeader({ slot });
    return false;
  }
  counts.isLeader++;
  trace.nodeIsLeader({ slot });
  trace.tickedLedgerState({ slot, previous });

  const { maxBlockBodySize, protocolVersion } = genesis.protocolParameters;
  const txs = o.mempool.snapshot(maxBlockBodySize, context.leading);
  trace.mempoolSnapshot({ slot, previous, mempool: database.chain.head });
  spend(o.doseMs);
  const block = forgeBlock({
    slot,
    blockNo,
    prevHash: previous?.hash,
    txs,
    credentials,
    kesPeriod,
    protocolVersion,
    leaderProof,
  });
  counts.forged++;
  const { hash } = block.header;
  trace.forgedBlock({ slot, hash, blockNo, previousHash: previous?.hash });

  const added = await database.addBlock(block);
  if (added.kind === 'adopted')
    trace.adoptedBlock({ slot, hash, sizeBytes: block.bytes.length, txIds: txs.map(({ id }) => id) });
  else if (added.kind === 'invalid') trace.forgedInvalidBlock({ slot, reason: added.reason });
  else trace.didntAdoptBlock({ slot });
  return true;
}

/**
 * The block to forge upon: the tip, or its parent if the tip is already of this slot (then the tip's transactions come
 * first in the new block, so that what waits in the mempool stays valid after them). Undefined, with a trace, if this
 * slot is not after the chain.
 */
function blockContext(slot: number, { database, trace }: ForgeLoop) {
  const { chain } = database;
  const tip = chain.head;
  if (tip === undefined || tip.slot < slot)
    return { previous: tip, blockNo: chain.tipBlockNo + 1, leading: [] };
  if (tip.slot > slot) {
    trace.blockFromFuture({ slot, tipSlot: tip.slot });
    return undefined;
  }
  const block = database.tipBlock();
  if (block === undefined) {
    trace.slotIsImmutable({ slot, tip, tipBlockNo: tip.blockNo });
    return undefined;
  }
  return { previous: chain.pointAt(tip.blockNo - 1), blockNo: tip.blockNo, leading: block.txs };
}

function cannotForge(
  { opcert, poolId }: PoolCredentials,
  hasStake: boolean,
  period: number,
  maxKesEvolutions: number,
): string | undefined {
  const endPeriod = opcert.startPeriod + maxKesEvolutions;
  if (!hasStake) return `pool ${poolId} is not in the stake distribution of the genesis`;
  if (period < opcert.startPeriod)
    return `KES period ${period} is before the operational certificate's first, ${opcert.startPeriod}`;
  if (period >= endPeriod)
    return `the operational certificate ended before KES period ${endPeriod}, now is ${period}`;
  return undefined;
}

function traceKes(o: ForgeLoop, { opcert }: PoolCredentials, currentPeriod: number): void {
  const endPeriod = opcert.startPeriod + o.genesis.maxKesEvolutions;
  o.trace.kesInfo({ startPeriod: opcert.startPeriod, currentPeriod, endPeriod });
}

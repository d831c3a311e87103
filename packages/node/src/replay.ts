import type { Tracing } from '@slotbench/tracing';
import type { BlockLog } from './block-log.ts';
import type { ChainDatabase } from './chain/database.ts';
import { chainDbTracers } from './traces/chain-db.ts';
import type { LifecycleTracers } from './traces/lifecycle.ts';

/** Progress is told after so many blocks. */
const PROGRESS_BLOCKS = 200;

/** Rebuilds chain and ledger from the block log and says how that went. Throws the signal's reason if it aborts. */
export async function replayLog(
  log: BlockLog,
  database: ChainDatabase,
  { trace, tracing, signal }: { trace: LifecycleTracers; tracing: Tracing; signal: AbortSignal },
): Promise<void> {
  const chainDb = chainDbTracers(tracing);
  trace.openingDbs({});
  const { sizeBytes } = log;
  let blocks = 0;
  await database.replay(({ offset, length }) => {
    signal.throwIfAborted();
    blocks++;
    if (blocks % PROGRESS_BLOCKS === 0)
      chainDb.ledgerReplay({ blocks, bytes: offset + length, totalBytes: sizeBytes });
  });
  chainDb.ledgerReplay({ blocks, bytes: sizeBytes, totalBytes: sizeBytes });
  if (log.droppedBytes > 0) chainDb.lostTail({ droppedBytes: log.droppedBytes, keptBlocks: blocks });
  trace.nodeReplays({ blocks });
  trace.kernelOnline({ tip: database.chain.head });
}

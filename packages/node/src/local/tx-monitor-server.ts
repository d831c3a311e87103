import type { LocalTxMonitorMessage, Peer } from '@slotbench/wire';
import type { Mempool, MempoolEntry } from '../mempool.ts';
import { CONWAY_ERA } from '../peers/era.ts';

/** The mempool as it was when the client acquired it. */
interface Acquired {
  readonly entries: readonly MempoolEntry[];
  readonly ids: ReadonlySet<string>;
  readonly sizeBytes: number;
  next: number;
}

/** Shows one local client the mempool, one state after the other. */
export async function serveTxMonitor(
  peer: Peer<LocalTxMonitorMessage>,
  o: { mempool: Mempool; database: { readonly tip: { slot: number } | undefined }; signal: AbortSignal },
): Promise<void> {
  const { mempool, signal } = o;
  let acquired: Acquired | undefined;
  for (;;) {
    const message = await peer.receive();
    switch (message.kind) {
      case 'Done':
        return;
      case 'Acquire':
        if (acquired !== undefined) await untilOther(mempool, acquired, signal);
        if (signal.aborted) return;
        acquired = acquire(mempool);
        await peer.send({ kind: 'Acquired', slot: o.database.tip?.slot ?? 0 });
        break;
      case 'Release':
        acquired = undefined;
        break;
      case 'NextTx': {
        const entry = acquired!.entries[acquired!.next++];
        const tx = entry && { era: CONWAY_ERA, bytes: entry.tx.bytes };
        await peer.send({ kind: 'ReplyNextTx', tx });
        break;
      }
      case 'HasTx':
        await peer.send({ kind: 'ReplyHasTx', has: acquired!.ids.has(message.id) });
        break;
      case 'GetSizes':
        await peer.send({
          kind: 'ReplyGetSizes',
          capacityBytes: mempool.capacityBytes,
          sizeBytes: acquired!.sizeBytes,
          txCount: acquired!.entries.length,
        });
    }
  }
}

function acquire(mempool: Mempool): Acquired {
  const { bytes: sizeBytes, numTxs } = mempool.size;
  const entries = mempool.after(-1, numTxs);
  return { entries, ids: new Set(entries.map(({ tx }) => tx.id)), sizeBytes, next: 0 };
}

async function untilOther(mempool: Mempool, { entries }: Acquired, signal: AbortSignal): Promise<void> {
  const same = (): boolean =>
    mempool.size.numTxs === entries.length && entries.every(({ tx }) => mempool.get(tx.id) === tx);
  while (same() && !signal.aborted) await mempool.changed.wait(signal);
}

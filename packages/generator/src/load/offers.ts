import { type Tx, txInKey } from '@slotbench/ledger';
import { slim } from '../signing.ts';
import type { Submitted } from '../submission.ts';
import type { TxRecord } from '../transactions.ts';
import type { Run } from './run.ts';
import type { ChainWallet } from './wallet.ts';

/** A transaction in no block for so long is offered again: a node dropped it, or a rollback took it. */
const REPEAT_MS = 60_000;

export interface Offers {
  /** Of this wallet's coins. */
  offer(tx: Tx, wallet: ChainWallet, o: { kind: TxRecord['kind']; n: number; intendedMs: number }): void;
  /** Offers again what no block has taken, parents first; what was resumed at once. */
  keep(): void;
}

export function createOffers({ wallet, parentWallet, submission, clock }: Run): Offers {
  const wallets = [wallet, ...(parentWallet === undefined ? [] : [parentWallet])];
  const submitted = new Map<string, Submitted>();
  let resumed = 0;
  function offer(...[tx, wallet, o]: Parameters<Offers['offer']>): void {
    const nowMs = clock.nowMs();
    wallet.submit(tx, nowMs);
    submitted.set(tx.id, submission.offer(slim(tx), { ...o, nowMs }));
  }
  return {
    offer,
    keep() {
      const nowMs = clock.nowMs();
      const pending = wallets.flatMap((each) => [...each.pending.values()]);
      for (const [id, { record }] of submitted) if (record.atDepthMs !== null) submitted.delete(id);
      const late = pending.filter(({ offeredMs }) => nowMs - offeredMs > REPEAT_MS);
      for (const each of late.sort((a, b) => a.offeredMs - b.offeredMs)) {
        const known = submitted.get(each.tx.id);
        if (known === undefined) offer(each.tx, wallet, { kind: 'split', n: resumed++, intendedMs: nowMs });
        else submission.offerAgain(known);
        each.offeredMs = nowMs;
      }
    },
  };
}

/** What an earlier load left in flight and the chain has not taken, unless something else spent its coins. */
export function resume(wallet: ChainWallet, txs: readonly Tx[]): void {
  const possible = new Set(wallet.coins.map(({ input }) => txInKey(input)));
  for (const tx of txs) {
    if (!tx.inputs.every((input) => possible.has(txInKey(input)))) continue;
    wallet.submit(tx, Number.NEGATIVE_INFINITY);
    tx.outputs.forEach((_, index) => {
      possible.add(txInKey({ txId: tx.id, index }));
    });
  }
}

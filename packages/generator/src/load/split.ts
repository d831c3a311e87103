import { addressToBech32, txInKey } from '@slotbench/ledger';
import { GeneratorError } from '../errors.ts';
import type { Offers } from './offers.ts';
import { nextSplit, type Payer, partOf, payerOf } from './plan.ts';
import type { Run } from './run.ts';
import { type ChainWallet, payOut } from './wallet.ts';

const LOOK_MS = 250;
/** A coin has to last for so many transactions when the funds are split. */
const LEAST_USES = 20;
/** Inputs of the transaction that divides a shared key. */
const MOST_FUNDING_INPUTS = 100;

/** Until the wallet has the wanted coins, or no more can be made. */
export async function split(run: Run, offers: Offers): Promise<void> {
  const { wallet, parentWallet, costs, request, payer, clock, signal } = run;
  let n = 0;
  while (!signal.aborted && !run.submission.abandoned) {
    if (wallet.pending.size === 0) {
      if (wallet.coins.length === 0) {
        if (parentWallet === undefined) throw tooPoor(payer, 0n);
        if (parentWallet.pending.size === 0) divideKey(run, parentWallet, offers, n++);
      } else {
        const next = nextSplit({
          ...costs,
          have: wallet.ready,
          wanted: request.coins,
          largest: wallet.largest,
          leastUses: LEAST_USES,
        });
        if (next === undefined) {
          if (wallet.ready === 0) throw tooPoor(payer, wallet.coins[0]!.lovelace);
          return;
        }
        const coin = wallet.takeLargest()!;
        const addresses = Array.from({ length: next.parts }, () => payer.address);
        const tx = payOut([coin], { seed: payer.seed, addresses, fee: next.fee, metadataBytes: 0 });
        offers.offer(tx, wallet, { kind: 'split', n: n++, intendedMs: clock.nowMs() });
      }
    }
    await clock.wait(LOOK_MS, signal);
  }
}

/**
 * Pays an equal part of the shared key's funds to every part. All generators that share it make the same transaction
 * of the same chain, so it does not matter whose is first.
 */
function divideKey(run: Run, parentWallet: ChainWallet, offers: Offers, n: number): void {
  const { parent, request, costs, clock } = run;
  const coins = [...parentWallet.coins]
    .sort((a, b) => (txInKey(a.input) < txInKey(b.input) ? -1 : 1))
    .slice(0, MOST_FUNDING_INPUTS);
  const sum = coins.reduce((total, { lovelace }) => total + lovelace, 0n);
  const parts = request.share?.parts ?? 1;
  // An input adds at most 40 bytes, an output 75.
  const fee = costs.fee + 44n * BigInt(40 * coins.length + 75 * parts);
  if (sum - fee < costs.leastOutput * BigInt(parts)) throw tooPoor(parent, sum);
  const addresses = Array.from(
    { length: parts },
    (_, i) => payerOf(partOf(request.seed, { index: i + 1, parts }), 0).address,
  );
  const tx = payOut(coins, { seed: parent.seed, addresses, fee, metadataBytes: 0 });
  offers.offer(tx, parentWallet, { kind: 'split', n, intendedMs: clock.nowMs() });
}

function tooPoor({ address }: Payer, have: bigint): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_FUNDS',
    place: addressToBech32(address),
    problem: `this chain gives the key ${have} lovelace to spend`,
    hint: 'pay to this address first, or name the genesis with --genesis if the funds stand there',
  });
}

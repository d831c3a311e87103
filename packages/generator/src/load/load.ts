import { once } from 'node:events';
import { addressToBech32, type Genesis, type Tx, txInKey } from '@slotbench/ledger';
import { GeneratorError } from '../errors.ts';
import { arrivalsOf, type RateShape } from '../rate-shape.ts';
import type { TargetNode } from '../run-script.ts';
import { createSchedule, type PaceClock, pace } from '../schedule.ts';
import type { SecondLog } from '../second-log.ts';
import { slim } from '../signing.ts';
import { openSubmission, type Submission, type Submitted } from '../submission.ts';
import { type EndedBy, type Summary, summarise } from '../summary.ts';
import type { GeneratorTraces } from '../traces.ts';
import type { TransactionLog } from '../transaction-log.ts';
import type { TxRecord } from '../transactions.ts';
import { type Costs, costsOf, nextSplit, type Payer, partOf, payerOf } from './plan.ts';
import { type ChainWallet, createChainWallet, payOut } from './wallet.ts';

/** Load on a network that is there already. */
export interface LoadRequest {
  readonly targets: readonly TargetNode[];
  readonly magic: number;
  readonly seed: Uint8Array;
  readonly rate: RateShape;
  /** Transactions in all; undefined: until told to stop. */
  readonly count: number | undefined;
  /** Coins to split the funds into: as many transactions as may wait for a block at a time. */
  readonly coins: number;
  /** Lovelace; the least fee if undefined. */
  readonly fee: bigint | undefined;
  readonly metadataBytes: number;
  /** This generator's part of the key, from 1, of so many. */
  readonly share: { readonly index: number; readonly parts: number } | undefined;
  readonly confirmationDepth: number;
  /** Of the genesis, where it is at hand: funds that no transaction paid. */
  readonly genesis: Pick<Genesis, 'initialUtxo'> | undefined;
  /** Transactions that an earlier load had in flight when it ended. */
  readonly resumed: readonly Tx[];
}

export interface LoadContext {
  readonly log: TransactionLog;
  readonly traces: GeneratorTraces;
  readonly seconds: SecondLog;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
  /** Called about twice a second. */
  readonly onState: (state: LoadState) => void;
}

export interface LoadState {
  readonly phase: 'following' | 'splitting' | 'load' | 'draining';
  readonly intended: number;
  readonly confirmed: number;
  readonly coins: number;
  /** What a later load has to offer again if this one ends now. */
  readonly pending: readonly Tx[];
}

const KEEPER_MS = 250;
/** A transaction in no block for so long is offered again: a node dropped it, or a rollback took it. */
const REPEAT_MS = 60_000;
const DRAIN_PATIENCE_MS = 60_000;
const CONNECT_PATIENCE_MS = 30_000;
/** A coin has to last for so many transactions when the funds are split. */
const LEAST_USES = 20;
/** Blocks that can be rolled back: k of mainnet and of every public testnet. */
const SECURITY_PARAMETER = 2160;
/** Inputs of the transaction that divides a shared key. */
const MOST_FUNDING_INPUTS = 100;

/**
 * Follows the chain from its origin, finds what the key can spend, splits it into coins, and spends each coin back to
 * itself at the asked rate; a coin is spent again once it is in a block. Resolves with the summary, the last line of the
 * log. Throws GeneratorError.
 */
export async function runLoad(request: LoadRequest, context: LoadContext): Promise<Summary> {
  const { clock, log, seconds, traces, signal } = context;
  const parent = payerOf(request.seed, 0);
  const { share } = request;
  const payer = share === undefined ? parent : payerOf(partOf(request.seed, share), 0);
  const costs = costsOf({
    address: payer.address,
    metadataBytes: request.metadataBytes,
    fee: request.fee,
  });
  const walletOf = ({ keyHash }: Payer) =>
    createChainWallet({
      keyHash,
      leastCoin: costs.leastOutput + costs.fee,
      ...(request.genesis === undefined ? {} : { genesisOutputs: request.genesis.initialUtxo }),
    });
  const wallet = walletOf(payer);
  const parentWallet = share === undefined ? undefined : walletOf(parent);
  const wallets = [wallet, ...(parentWallet === undefined ? [] : [parentWallet])];
  const caughtUp = Promise.withResolvers<void>();
  const over = new AbortController();
  const submission = openSubmission({
    script: {
      targetNodes: request.targets,
      keepalive: 30,
      confirmation_depth: request.confirmationDepth,
    },
    genesis: { networkMagic: request.magic, securityParam: SECURITY_PARAMETER },
    log,
    traces,
    seconds,
    nowMs: () => clock.nowMs(),
    signal: over.signal,
    chain: {
      onBlock(hash, txs) {
        for (const each of wallets) each.forward(hash, txs);
      },
      onUndone(hash) {
        for (const each of wallets) each.backward(hash);
      },
      onCaughtUp: () => caughtUp.resolve(),
    },
  });
  const run: Run = { request, payer, parent, costs, wallet, parentWallet, submission, clock, signal };
  const offers = createOffers(run);
  let phase: LoadState['phase'] = 'following';
  const keeper = setInterval(() => {
    if (phase !== 'following') offers.keep();
    const { intended, confirmed } = submission.counts;
    const pending = [...wallet.pending.values()].map(({ tx }) => tx);
    context.onState({ phase, intended, confirmed, coins: wallet.ready, pending });
  }, KEEPER_MS);
  let startMs: number | null = null;
  let endedBy: EndedBy = 'told to stop';
  try {
    await firstOf([caughtUp.promise], CONNECT_PATIENCE_MS, submission, signal);
    await Promise.race([caughtUp.promise, aborted(signal)]);
    resume(wallet, request.resumed);
    phase = 'splitting';
    await split(run, offers);
    if (!signal.aborted) {
      phase = 'load';
      startMs = clock.nowMs();
      endedBy = await offerLoad(run, offers, startMs);
    }
    if (endedBy === 'all transactions sent') {
      phase = 'draining';
      await drain(run);
    }
  } finally {
    clearInterval(keeper);
    over.abort();
    await submission.done;
    await log.flush().catch((error: Error) => traces.trouble({ msg: error.message }));
  }
  const pending = [...wallet.pending.values()].map(({ tx }) => tx);
  const { counts, failures, records } = submission;
  context.onState({
    phase,
    intended: counts.intended,
    confirmed: counts.confirmed,
    coins: wallet.ready,
    pending,
  });
  const planned = request.count ?? counts.intended;
  const summary = summarise(records, {
    ...{ endedBy, planned, counts, failures, startMs },
    signedLate: 0,
    saturation: null,
  });
  await log.finish(summary);
  return summary;
}

interface Run {
  readonly request: LoadRequest;
  readonly payer: Payer;
  readonly parent: Payer;
  readonly costs: Costs;
  readonly wallet: ChainWallet;
  /** Of the shared key; undefined if it is not shared. */
  readonly parentWallet: ChainWallet | undefined;
  readonly submission: Submission;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
}

interface Offers {
  /** Of this wallet's coins. */
  offer(tx: Tx, wallet: ChainWallet, o: { kind: TxRecord['kind']; n: number; intendedMs: number }): void;
  /** Offers again what no block has taken, parents first; what was resumed at once. */
  keep(): void;
}

function createOffers({ wallet, parentWallet, submission, clock }: Run): Offers {
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
function resume(wallet: ChainWallet, txs: readonly Tx[]): void {
  const possible = new Set(wallet.coins.map(({ input }) => txInKey(input)));
  for (const tx of txs) {
    if (!tx.inputs.every((input) => possible.has(txInKey(input)))) continue;
    wallet.submit(tx, Number.NEGATIVE_INFINITY);
    tx.outputs.forEach((_, index) => {
      possible.add(txInKey({ txId: tx.id, index }));
    });
  }
}

/** Until the wallet has the wanted coins, or no more can be made. */
async function split(run: Run, offers: Offers): Promise<void> {
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
    await clock.wait(KEEPER_MS, signal);
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

async function offerLoad(run: Run, offers: Offers, startMs: number): Promise<EndedBy> {
  const { request, wallet, submission, payer, costs, clock, signal } = run;
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end, { once: true });
  const watch = setInterval(() => {
    if (submission.abandoned || usedUp()) end();
  }, KEEPER_MS);
  const usedUp = () => wallet.ready === 0 && wallet.pending.size === 0;
  const count = request.count ?? Number.MAX_SAFE_INTEGER;
  const schedule = createSchedule({ startMs, arrivals: arrivalsOf(request.rate), count });
  try {
    const offered = await pace(schedule, clock, {
      release(n, intendedMs) {
        const tx = payOut([wallet.take()!], {
          seed: payer.seed,
          addresses: [payer.address],
          fee: costs.fee,
          metadataBytes: request.metadataBytes,
        });
        offers.offer(tx, wallet, { kind: 'load', n, intendedMs });
      },
      open: () => wallet.ready > 0 && submission.targets.some(({ state }) => state === 'connected'),
      signal: ended.signal,
    });
    if (signal.aborted) return 'told to stop';
    if (offered === count) return 'all transactions sent';
    return usedUp() ? 'funds used up' : 'targets gone';
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
  }
}

async function drain({ wallet, submission, clock, signal }: Run): Promise<void> {
  const untilMs = clock.nowMs() + DRAIN_PATIENCE_MS;
  while (!signal.aborted && !submission.abandoned && wallet.pending.size > 0 && clock.nowMs() < untilMs)
    await clock.wait(KEEPER_MS, signal);
}

/** Until a target is connected; following may then take as long as the chain is. */
async function firstOf(
  caughtUp: readonly Promise<void>[],
  patienceMs: number,
  { targets }: Submission,
  signal: AbortSignal,
): Promise<void> {
  const patience = new AbortController();
  const late = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), patienceMs);
    patience.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
  const ready = Promise.any(targets.map((target) => target.ready));
  try {
    const first = await Promise.race([ready, ...caughtUp, aborted(signal), late]);
    if (first !== 'late') return;
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    patience.abort();
  }
  throw new GeneratorError({
    code: 'GENERATOR_UNREACHABLE',
    place: targets.map(({ name }) => name).join(', '),
    problem: `no connection within ${patienceMs / 1000} s`,
    hint: 'a target is HOST:PORT of a node that listens for node-to-node connections',
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

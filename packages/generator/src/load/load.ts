import { once } from 'node:events';
import { GeneratorError } from '../errors.ts';
import { openSubmission, type Submission } from '../submission.ts';
import { type EndedBy, type Summary, summarise } from '../summary.ts';
import { createOffers, resume } from './offers.ts';
import { costsOf, type Payer, partOf, payerOf } from './plan.ts';
import { queryFunds } from './query-funds.ts';
import type { LoadContext, LoadRequest, LoadState } from './request.ts';
import type { Run } from './run.ts';
import { drain, offerLoad } from './spend.ts';
import { split } from './split.ts';
import { createChainWallet } from './wallet.ts';

const KEEPER_MS = 250;
const CONNECT_PATIENCE_MS = 30_000;
/** Blocks that can be rolled back: k of mainnet and of every public testnet. */
const SECURITY_PARAMETER = 2160;

/**
 * Finds what the key can spend, by following the chain from its origin or, where a target is a node's socket, by a query; splits it
 * into coins, and spends each coin back to itself at the asked rate; a coin is spent again once it is in a block. Resolves with the
 * summary, the last line of the log. Throws GeneratorError.
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
  const local = request.targets.find((target) => 'socketPath' in target);
  const queried =
    local === undefined
      ? undefined
      : await queryFunds(local, {
          magic: request.magic,
          addresses: share === undefined ? [payer.address] : [payer.address, parent.address],
          signal,
        });
  const firstOutputs = queried?.outputs ?? request.genesis?.initialUtxo;
  const walletOf = ({ keyHash }: Payer) =>
    createChainWallet({
      keyHash,
      leastCoin: costs.leastOutput + costs.fee,
      ...(firstOutputs === undefined ? {} : { firstOutputs }),
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
    ...(queried === undefined ? {} : { start: queried.at }),
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
    hint: 'a target is HOST:PORT of a node that listens for node-to-node connections, or its socket',
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Genesis } from '@slotbench/ledger';
import type { PlutusBudgetSummary } from '@slotbench/plutus';
import { GeneratorError } from './errors.ts';
import { openWallet } from './funds.ts';
import { buildLoadTx, type LoadPlan } from './load-plan.ts';
import type { ScriptFile } from './load-scripts.ts';
import { drain, offerClosedLoop, offerLoad } from './offering.ts';
import type { ReplayFile } from './pacing-script.ts';
import { peakTps, type RateShape } from './rate-shape.ts';
import { type Reports, report } from './reporting.ts';
import type { RunScript } from './run-script.ts';
import type { Saturation } from './saturation.ts';
import { createSecondLog } from './second-log.ts';
import { signAhead } from './signed-ahead.ts';
import { type Signer, slim } from './signing.ts';
import { split } from './splitting.ts';
import { openSubmission, type Submission } from './submission.ts';
import { type EndedBy, type Summary, summarise } from './summary.ts';
import type { TransactionLog } from './transaction-log.ts';

export interface GeneratorContext extends Reports {
  readonly genesis: Genesis;
  /** Of the key whose genesis funds are spent, and the file it came from. */
  readonly seed: Uint8Array;
  readonly keyPath: string;
  /** Arrivals of a `replay`, read from the file that the script names. */
  readonly arrivalsMs?: readonly number[];
  /** Signs the load; closed at the end. */
  readonly openSigner: (plan: LoadPlan) => Signer;
  /** The script that the run script names by its path. */
  readonly scriptFile?: ScriptFile;
  /** Writes `plutus-budget-summary.json`, before anything is sent. */
  readonly saveBudget?: (summary: PlutusBudgetSummary) => Promise<void>;
  /** Ends the run orderly: the summary is written, nothing more is offered. */
  readonly signal: AbortSignal;
}

const CONNECT_PATIENCE_MS = 60_000;
/** Transactions signed ahead: this many seconds of load, and a few hundred at any rate. */
const SIGN_AHEAD_SECONDS = 5;
const SIGN_AHEAD_LEAST = 500;

/**
 * One run: connects to every target, splits the genesis funds, waits, offers the load open-loop and follows it into
 * blocks. Resolves with the summary, which is then the last line of the log. Throws GeneratorError.
 */
export async function runGenerator(script: RunScript, context: GeneratorContext): Promise<Summary> {
  const { clock, log, traces, signal } = context;
  const { scriptFile } = context;
  const shape = { ...script, ...(scriptFile === undefined ? {} : { scriptFile }) };
  const wallet = openWallet(context.genesis, context.seed, shape, { sigKey: context.keyPath });
  if (wallet.budget !== undefined) {
    traces.plutusBudget?.(wallet.budget);
    await context.saveBudget?.(wallet.budget);
  }
  const over = new AbortController();
  const nowMs = () => clock.nowMs();
  const seconds = createSecondLog(nowMs);
  const rate = script.pacing.mode === 'open' ? withArrivals(script.pacing.rate, context.arrivalsMs) : null;
  const submission = openSubmission({
    script,
    genesis: context.genesis,
    log,
    traces,
    seconds,
    nowMs,
    signal: over.signal,
  });
  const signer = context.openSigner(wallet.plan);
  const signed = signAhead({
    count: script.tx_count,
    window: Math.max(SIGN_AHEAD_LEAST, Math.ceil(SIGN_AHEAD_SECONDS * signingTps(script, rate))),
    signer,
    signHere: (n) => slim(buildLoadTx(wallet.plan, n)),
  });
  signed.filled.catch(() => {}); // awaited below, once it is due
  const reporting = report(submission, context, seconds);
  const stopRepeating = new AbortController();
  let startMs: number | null = null;
  let endedBy: EndedBy = 'told to stop';
  let saturation: Saturation | null = null;
  try {
    reporting.enter('connecting');
    await connectAll(submission, signal);
    reporting.enter('splitting');
    await split(wallet, submission, clock, signal, stopRepeating.signal);
    reporting.enter('cooldown');
    const cooledMs = clock.nowMs() + script.init_cooldown * 1000;
    await Promise.race([signed.filled, aborted(signal)]);
    await clock.wait(Math.max(0, cooledMs - clock.nowMs()), signal);
    if (!signal.aborted) {
      reporting.enter('load');
      startMs = clock.nowMs();
      const load = { script, startMs, submission, signed, clock, signal };
      if (rate !== null) endedBy = await offerLoad(load, rate);
      else ({ endedBy, saturation } = await offerClosedLoop(load));
      if (endedBy === 'all transactions sent') {
        reporting.enter('draining');
        await drain(submission, clock, signal);
      }
    }
  } finally {
    stopRepeating.abort();
    over.abort();
    await Promise.all([submission.done, signer.close()]);
    await reporting.stop();
    // After an error too, the log says how far it went.
    await log.flush().catch((error: Error) => traces.trouble({ msg: error.message }));
  }
  const planned = script.tx_count;
  const { records, counts, failures } = submission;
  const signedLate = signed.late;
  const summary = summarise(records, {
    ...{ endedBy, planned, counts, failures, signedLate, startMs, saturation },
  });
  await writeResult(log, summary);
  traces.summary({
    ssTxSent: summary.sent,
    ssTxUnavailable: summary.unavailable,
    ssElapsed: summary.elapsedSeconds,
    ssEffectiveTps: summary.tps.sent,
    ssThreadwiseTps: script.targetNodes.map(({ name }) => {
      const served = summary.perTarget[name]?.served ?? 0;
      return summary.elapsedSeconds === 0 ? 0 : served / summary.elapsedSeconds;
    }),
    ssFailures: summary.failures,
  });
  reporting.enter('done');
  await reporting.stop();
  return summary;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function connectAll({ targets }: Submission, signal: AbortSignal): Promise<void> {
  const connected = new AbortController();
  const patience = sleep(CONNECT_PATIENCE_MS, undefined, {
    signal: AbortSignal.any([signal, connected.signal]),
  });
  try {
    await Promise.race([Promise.all(targets.map((target) => target.ready)), patience.catch(() => {})]);
  } finally {
    connected.abort();
  }
  const silent = targets.filter((target) => target.state !== 'connected');
  if (signal.aborted || silent.length === 0) return;
  throw new GeneratorError({
    code: 'GENERATOR_UNREACHABLE',
    place: silent.map((target) => target.name).join(', '),
    problem: `no connection within ${CONNECT_PATIENCE_MS / 1000} s`,
    hint: 'targetNodes must name nodes that run and listen for node-to-node connections',
  });
}

function withArrivals(rate: RateShape | ReplayFile, arrivalsMs: readonly number[] | undefined): RateShape {
  if (!('file' in rate)) return rate;
  if (arrivalsMs === undefined) throw new Error(`the arrivals of ${rate.file} were not read`);
  return { shape: 'replay', arrivalsMs, speed: rate.speed };
}

/** A closed loop fills a level at once. */
function signingTps({ pacing }: RunScript, rate: RateShape | null): number {
  if (rate !== null) return peakTps(rate);
  return pacing.mode === 'saturate' ? pacing.inFlight : 0;
}

async function writeResult(log: TransactionLog, summary: Summary): Promise<void> {
  try {
    await log.finish(summary);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new GeneratorError({ code: 'GENERATOR_OUTPUT', place: 'transactions.jsonl', problem, cause });
  }
}

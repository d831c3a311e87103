import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Genesis } from '@slotbench/ledger';
import type { PlutusBudgetSummary } from '@slotbench/plutus';
import { GeneratorError } from './errors.ts';
import { openWallet, type Wallet } from './funds.ts';
import { buildLoadTx, type LoadPlan } from './load-plan.ts';
import type { ScriptFile } from './load-scripts.ts';
import type { ReplayFile } from './pacing-script.ts';
import { createRate, type Phase, type Progress } from './progress.ts';
import { arrivalsOf, peakTps, type RateShape } from './rate-shape.ts';
import type { RunScript } from './run-script.ts';
import { saturate } from './saturate.ts';
import type { Saturation } from './saturation.ts';
import { createSchedule, type PaceClock, pace } from './schedule.ts';
import { createSecondLog, type SecondLog } from './second-log.ts';
import { type SignedAhead, signAhead } from './signed-ahead.ts';
import { type Signer, slim } from './signing.ts';
import { openSubmission, type Submission, type Submitted } from './submission.ts';
import { type EndedBy, type Summary, summarise } from './summary.ts';
import type { GeneratorTraces } from './traces.ts';
import type { TransactionLog } from './transaction-log.ts';

export interface GeneratorContext {
  readonly genesis: Genesis;
  /** Of the key whose genesis funds are spent, and the file it came from. */
  readonly seed: Uint8Array;
  readonly keyPath: string;
  readonly log: TransactionLog;
  readonly traces: GeneratorTraces;
  readonly clock: PaceClock;
  /** Arrivals of a `replay`, read from the file that the script names. */
  readonly arrivalsMs?: readonly number[];
  /** Twice a second, and at every change of the phase. Rejections are reported as trouble. */
  readonly saveProgress: (progress: Progress) => Promise<void>;
  /** Appends lines to `seconds.jsonl`, once a second. Rejections are reported as trouble. */
  readonly saveSeconds: (lines: string) => Promise<void>;
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
/** Time without any new split transaction in a block after which the split has failed. */
const SPLIT_PATIENCE_MS = 120_000;
/** A split transaction not in a block for this long goes to the next target too. */
const SPLIT_REPEAT_MS = 5_000;
/** Time without any new confirmation after which the rest is given up. */
const DRAIN_PATIENCE_MS = 20_000;
const TICK_MS = 50;
const FLUSH_MS = 200;
const PROGRESS_MS = 500;
const SECOND_MS = 1000;
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

/** Level by level, because a node takes a transaction only after it knows the outputs that it spends. */
async function split(
  wallet: Wallet,
  submission: Submission,
  clock: PaceClock,
  signal: AbortSignal,
  untilLoadEnds: AbortSignal,
): Promise<void> {
  const offered: { tx: Submitted; offeredMs: number }[] = [];
  let n = 0;
  const repeat = setInterval(() => repeatLost(offered, submission, clock.nowMs()), TICK_MS * 10);
  untilLoadEnds.addEventListener('abort', () => clearInterval(repeat), { once: true });
  for (const level of wallet.splits) {
    const transactions = level.map((tx) => {
      const nowMs = clock.nowMs();
      const submitted = submission.offer(slim(tx), { kind: 'split', n: n++, intendedMs: nowMs, nowMs });
      offered.push({ tx: submitted, offeredMs: nowMs });
      return submitted;
    });
    await confirmed(transactions, submission, clock, signal);
    if (signal.aborted) return;
  }
}

async function confirmed(
  transactions: readonly Submitted[],
  submission: Submission,
  clock: PaceClock,
  signal: AbortSignal,
): Promise<void> {
  let before = -1;
  let progressMs = clock.nowMs();
  while (!signal.aborted) {
    const done = transactions.filter(({ record }) => record.confirmedMs !== null).length;
    if (done === transactions.length) return;
    if (done !== before) progressMs = clock.nowMs();
    before = done;
    const waited = clock.nowMs() - progressMs > SPLIT_PATIENCE_MS;
    if (waited || submission.abandoned)
      throw new GeneratorError({
        code: 'GENERATOR_SPLIT',
        place: 'splitting the funds',
        problem: `${transactions.length - done} of ${transactions.length} transactions are in no block`,
        hint: waited
          ? `none came within ${SPLIT_PATIENCE_MS / 1000} s; the nodes' logs say whether they forge and what they reject`
          : 'every target has ended',
      });
    await clock.wait(TICK_MS, signal);
  }
}

/** A split that a node dropped, or that a rollback took away, would starve the load: it is offered again. */
function repeatLost(
  offered: { tx: Submitted; offeredMs: number }[],
  submission: Submission,
  nowMs: number,
): void {
  for (const entry of offered) {
    if (entry.tx.record.confirmedMs !== null || nowMs - entry.offeredMs < SPLIT_REPEAT_MS) continue;
    entry.offeredMs = nowMs;
    submission.offerAgain(entry.tx);
  }
}

interface Load {
  readonly script: RunScript;
  readonly startMs: number;
  readonly submission: Submission;
  readonly signed: SignedAhead;
  readonly clock: PaceClock;
  readonly signal: AbortSignal;
}

async function offerLoad(load: Load, rate: RateShape): Promise<EndedBy> {
  const { script, startMs, submission, signed, clock, signal } = load;
  const schedule = createSchedule({ startMs, arrivals: arrivalsOf(rate), count: script.tx_count });
  const release = (n: number, intendedMs: number, nowMs: number): void => {
    submission.offer(signed.take(n), { kind: 'load', n, intendedMs, nowMs });
  };
  const open = () => isOpen(submission);
  const offered = await whileTargetsLast(load, (ended) =>
    pace(schedule, clock, { release, open, signal: ended }),
  );
  if (signal.aborted) return 'told to stop';
  return offered === script.tx_count ? 'all transactions sent' : 'targets gone';
}

/** Nothing is intended before it is offered here: the nodes set the pace. */
async function offerClosedLoop(load: Load): Promise<{ endedBy: EndedBy; saturation: Saturation }> {
  const { script, submission, signed, clock, signal } = load;
  if (script.pacing.mode !== 'saturate') throw new Error('an open loop has a rate');
  const { counts } = submission;
  const loop = {
    offer: (n: number, nowMs: number) =>
      void submission.offer(signed.take(n), { kind: 'load', n, intendedMs: nowMs, nowMs }),
    get counts() {
      return { offered: counts.intended, confirmed: counts.confirmed, waitedMs: counts.waitedMs };
    },
    open: () => isOpen(submission),
  };
  const { pacing } = script;
  const saturation = await whileTargetsLast(load, (ended) =>
    saturate({ ...pacing, count: script.tx_count }, loop, clock, ended),
  );
  if (signal.aborted) return { endedBy: 'told to stop', saturation };
  if (saturation.saturated) return { endedBy: 'knee found', saturation };
  return {
    endedBy: counts.intended === script.tx_count ? 'all transactions sent' : 'targets gone',
    saturation,
  };
}

/** Ends what it is given a signal for when the run is told to stop or every target is gone. */
async function whileTargetsLast<T>(
  { submission, signal }: Load,
  act: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end, { once: true });
  const watch = setInterval(() => {
    if (submission.abandoned) end();
  }, TICK_MS);
  try {
    return await act(ended.signal);
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', end);
  }
}

function isOpen({ targets }: Submission): boolean {
  return targets.some((target) => target.state === 'connected');
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

async function drain(submission: Submission, clock: PaceClock, signal: AbortSignal): Promise<void> {
  let before = -1;
  let progressMs = clock.nowMs();
  while (!signal.aborted && !submission.abandoned) {
    const { confirmed: done, intended } = submission.counts;
    if (done === intended) return;
    if (done !== before) progressMs = clock.nowMs();
    before = done;
    if (clock.nowMs() - progressMs > DRAIN_PATIENCE_MS) return;
    await clock.wait(TICK_MS, signal);
  }
}

/** Keeps the two files up to date while the run goes on. */
function report(
  submission: Submission,
  { log, traces, clock, saveProgress, saveSeconds }: GeneratorContext,
  seconds: SecondLog,
) {
  let phase: Phase = 'connecting';
  const rate = createRate(2_000);
  const trouble = (error: Error) => traces.trouble({ msg: error.message });
  const save = () => {
    const { submitted, confirmed: done, intended } = submission.counts;
    const tps = rate(submitted, clock.nowMs());
    return saveProgress({ phase, submitted, confirmed: done, intended, tps }).catch(trouble);
  };
  let saving: Promise<void> = Promise.resolve();
  const saveInTurn = () => {
    saving = saving.then(save);
  };
  const appendSeconds = (all: boolean) => {
    const lines = seconds.take(clock.nowMs(), all);
    if (lines !== '') saving = saving.then(() => saveSeconds(lines).catch(trouble));
  };
  const timers = [
    setInterval(() => appendSeconds(false), SECOND_MS),
    setInterval(() => log.flush().catch(trouble), FLUSH_MS),
    setInterval(saveInTurn, PROGRESS_MS),
  ];
  return {
    enter(next: Phase) {
      phase = next;
      traces.phase({ phase });
      saveInTurn();
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      appendSeconds(true);
      await saving;
    },
  };
}

async function writeResult(log: TransactionLog, summary: Summary): Promise<void> {
  try {
    await log.finish(summary);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new GeneratorError({ code: 'GENERATOR_OUTPUT', place: 'transactions.jsonl', problem, cause });
  }
}

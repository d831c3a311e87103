import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allocateTime, type Timing } from '@slotbench/profiles';
import { holdRun, planToAttach } from './attach.ts';
import type { Backend, Cluster, RunningProgram } from './backend/backend.ts';
import { localBackend } from './backend/local.ts';
import { secondsBefore } from './driver/network-start.ts';
import { ClusterError } from './errors.ts';
import type { RunPlan } from './prepare.ts';
import { identifyProcess } from './process-identity.ts';
import type { ProgramPlan } from './program.ts';
import type { Progress } from './progress/progress.ts';
import { watchProgress } from './progress/watch.ts';
import { type RunMeta, writeMeta } from './runs/meta.ts';
import { startOrder } from './scenario/order.ts';
import { stopPrograms } from './scenario/stop-programs.ts';
import { limitSeconds } from './scenario/time-limit.ts';
import {
  describeExit,
  isVerdict,
  type RunEvent,
  type RunState,
  step,
  type Verdict,
} from './scenario/verdict.ts';
import { joinUnseen, type Unseen } from './unseen.ts';

export interface ExecuteOptions {
  /** Ends the run in order; the message of its reason becomes the reason of the run. */
  readonly signal: AbortSignal;
  /** Where the run's processes run; this machine by default. */
  readonly backend?: Backend;
  readonly onProgress?: (progress: Progress) => void;
  readonly now?: () => number;
  /** Seconds between asking a program to end and ending its group; default 12, a little more than its own limit of 10. */
  readonly stopPatienceSeconds?: number;
  /** Told, in words, what the user may want to know beside the run. */
  readonly note?: (words: string) => void;
}

export interface RunOutcome {
  readonly runDir: string;
  readonly tag: string;
  readonly status: 'complete' | 'incomplete';
  readonly reason?: string;
}

/** Seconds for the collector to open its sockets; it has no data to load. */
const TRACER_PATIENCE_SECONDS = 20;
const STOP_PATIENCE_SECONDS = 12;
const POLL_MS = 50;

/**
 * Runs the scenario fixed-loaded: collector, then nodes, then generator; over once every producer has ended by itself, a program
 * failed, the time limit passed or `signal` aborted. Then generator, nodes and collector are stopped in this order.
 * `meta.json` says `running` while it does, then `complete` or `incomplete` with the reason. When it resolves no process, socket or
 * temporary folder is left, unless logs had to stay where they were written: the reason says so and how to go on.
 * Rejects only if `meta.json` cannot be written.
 */
export async function executeRun(plan: RunPlan, o: ExecuteOptions): Promise<RunOutcome> {
  const lock = await holdRun(plan);
  try {
    const backend = o.backend ?? localBackend(plan.tmp);
    const { reason: _, ...prepared } = plan.meta;
    return await conduct(plan, { ...prepared, timing: { ...prepared.timing, started: nowOf(o) } }, o, () =>
      backend.startCluster(plan, o),
    );
  } finally {
    await lock.release();
  }
}

/**
 * Goes on with a run whose process is gone, or whose logs could not be fetched, to the end that it would have had; `meta.json` then says from
 * when to when nobody watched. Throws `RUN_OVER` if there is nothing to go on with, `RUN_BUSY` while another process does.
 */
export async function attachRun(
  runDir: string,
  o: ExecuteOptions & { readonly backend: Backend },
): Promise<RunOutcome> {
  const plan = await planToAttach(runDir);
  const lock = await holdRun(plan);
  try {
    const cluster = await attachCluster(plan, o);
    const { reason: _, ...before } = plan.meta;
    const unwatched = unwatchedOf(cluster, o);
    const unseen = joinUnseen(before.unseen, unwatched === undefined ? {} : { unwatched: [unwatched] });
    const meta = { ...before, ...(unseen === undefined ? {} : { unseen }) };
    return await conduct(plan, meta, o, async () => cluster);
  } finally {
    await lock.release();
  }
}

async function attachCluster(
  plan: RunPlan,
  o: ExecuteOptions & { readonly backend: Backend },
): Promise<Cluster> {
  try {
    return await o.backend.attachCluster!(plan, o);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'RUN_OVER')
      await writeMeta(plan.runDir, endedMeta(plan.meta, { status: 'incomplete', reason: error.problem }, o));
    throw error;
  }
}

function unwatchedOf({ past }: Cluster, o: ExecuteOptions): Unseen['unwatched'][number] | undefined {
  if (past?.unwatchedMs === undefined) return undefined;
  const nowMs = (o.now ?? Date.now)();
  return { from: new Date(nowMs - past.unwatchedMs).toISOString(), to: new Date(nowMs).toISOString() };
}

function nowOf(o: ExecuteOptions): string {
  return new Date((o.now ?? Date.now)()).toISOString();
}

/** From a cluster, new or not, to the end of its run. */
async function conduct(
  plan: RunPlan,
  begun: RunMeta,
  o: ExecuteOptions,
  open: () => Promise<Cluster>,
): Promise<RunOutcome> {
  const now = o.now ?? Date.now;
  const profile = plan.meta.profile_content;
  let meta: RunMeta = { ...begun, status: 'running', owner: identifyProcess(process.pid) };
  await writeMeta(plan.runDir, meta);

  const started: RunningProgram[] = [];
  const verdict = awaitVerdict(plan, begun.decided);
  const onAbort = () => verdict.tell({ kind: 'abort', reason: abortReason(o.signal) });
  o.signal.addEventListener('abort', onAbort);
  if (o.signal.aborted) onAbort();

  const progress = watchProgress({ plan, now, onProgress: o.onProgress ?? (() => {}) });
  let limit: NodeJS.Timeout | undefined;
  let cluster: Cluster | undefined;
  let decided: Verdict;
  let left: Left = {};
  try {
    progress.phase('starting');
    cluster = await open();
    const { past } = cluster;
    // What was decided before this process came is not decided again.
    for (const event of past?.events ?? []) verdict.tell(event);
    void cluster.lost.then((reason) => verdict.tell({ kind: 'abort', reason }));
    void cluster.overdue?.then(() => verdict.tell(timeLimit(meta.timing)));
    progress.looksAt(cluster.look);
    for (const group of startOrder(plan.programs)) {
      const { role } = group[0]!;
      const isStarted = group.some(({ name }) => past?.started.has(name));
      // What runs already is taken over, also when the run is over: it must be stopped.
      if (verdict.current() !== undefined && !isStarted) break;
      if (role === 'node') {
        if (!isStarted) {
          const timing = allocateTime(profile, now());
          // Written first: who attaches must know the times that the nodes have.
          meta = { ...meta, timing: { ...timing, started: meta.timing.started! } };
          await writeMeta(plan.runDir, meta);
          await cluster.deployGenesis(timing.start - secondsBefore(plan.meta.anchor, profile));
        }
        progress.startsAt(meta.timing.start * 1000);
        limit = setTimeLimit(meta.timing, now, verdict.tell);
      }
      await startGroup(group, {
        cluster,
        started,
        verdict,
        patience: patienceOf(group[0]!, profile),
        now,
        runs: past?.started ?? new Set(),
      });
    }
    progress.phase('splitting');
    decided = await verdict.reached;
  } catch (error) {
    const { message } = error as Error;
    const reason = error instanceof ClusterError ? message : `slotbench itself failed: ${message}`;
    decided = o.signal.aborted
      ? { kind: 'incomplete', reason: abortReason(o.signal) }
      : { kind: 'incomplete', reason };
  } finally {
    clearTimeout(limit);
    o.signal.removeEventListener('abort', onAbort);
  }
  meta = { ...meta, decided };
  await writeMeta(plan.runDir, meta);
  progress.phase('stopping');
  await stopPrograms(started, (o.stopPatienceSeconds ?? STOP_PATIENCE_SECONDS) * 1000);
  await progress.stop();
  left = await leaveCluster(cluster);
  const unseen = joinUnseen(meta.unseen, left.unseen);
  meta = { ...meta, ...(unseen === undefined ? {} : { unseen }) };
  if (left.fault !== undefined && (decided.kind === 'complete' || left.kept === true))
    decided = { kind: 'incomplete', reason: left.fault };

  const final = left.kept === true ? decided : judgeExits(decided, started);
  const reason = final.kind === 'complete' ? undefined : await withLastWords(final.reason, plan.runDir);
  const outcome = { status: final.kind, ...(reason === undefined ? {} : { reason }) };
  const ended = endedMeta(meta, outcome, o);
  // A run whose logs are elsewhere remembers how it ended: attaching goes on there.
  await writeMeta(plan.runDir, left.kept === true ? { ...ended, decided: meta.decided! } : ended);
  o.onProgress?.({ phase: 'done' });
  return { runDir: plan.runDir, tag: plan.tag, ...outcome };
}

function endedMeta(
  meta: RunMeta,
  outcome: Pick<RunOutcome, 'status' | 'reason'>,
  o: ExecuteOptions,
): RunMeta {
  const { owner: _owner, decided: _decided, reason: _reason, ...rest } = meta;
  return { ...rest, ...outcome, timing: { ...meta.timing, ended: nowOf(o) } };
}

interface VerdictWatch {
  tell(event: RunEvent): void;
  current(): Verdict | undefined;
  readonly reached: Promise<Verdict>;
}

/** Feeds events into the pure step until it gives a verdict; the first one counts. */
function awaitVerdict(plan: RunPlan, decided: Verdict | undefined): VerdictWatch {
  const { node } = plan.meta.profile_content;
  let state: RunState = {
    producersLeft: new Set(plan.programs.filter(({ producer }) => producer).map(({ name }) => name)),
    goal:
      node.shutdown_on_slot_synced !== null
        ? `slot ${node.shutdown_on_slot_synced}`
        : node.shutdown_on_block_synced !== null
          ? `block ${node.shutdown_on_block_synced}`
          : undefined,
  };
  let verdict = decided;
  const { promise: reached, resolve } = Promise.withResolvers<Verdict>();
  if (decided !== undefined) resolve(decided);
  return {
    reached,
    current: () => verdict,
    tell(event) {
      if (verdict !== undefined) return;
      const result = step(state, event);
      if (isVerdict(result)) {
        verdict = result;
        resolve(result);
      } else state = result;
    },
  };
}

/** Starts a group at once and waits until every member is ready, or a verdict or its patience comes first. */
async function startGroup(
  group: readonly ProgramPlan[],
  o: {
    cluster: Cluster;
    started: RunningProgram[];
    verdict: VerdictWatch;
    patience: number;
    now: () => number;
    /** What was started by another process: it is only taken over. */
    runs: ReadonlySet<string>;
  },
): Promise<void> {
  for (const plan of group) {
    const runs = o.runs.has(plan.name);
    if (o.verdict.current() !== undefined && !runs) continue;
    const starting = o.cluster.startProgram(plan);
    const program = await (runs ? starting : orVerdict(starting, o.verdict));
    if (program === undefined) return;
    o.started.push(program);
    void program.exited.then((status) =>
      o.verdict.tell({ kind: 'exit', program: plan.name, role: plan.role, status }),
    );
  }
  const deadline = o.now() + o.patience * 1000;
  for (const plan of group)
    for (;;) {
      const missing = await orVerdict(o.cluster.missing(plan), o.verdict);
      if (missing === undefined || missing.length === 0 || o.verdict.current() !== undefined) break;
      if (o.now() > deadline)
        o.verdict.tell({
          kind: 'not-ready',
          program: plan.name,
          patienceSeconds: o.patience,
          missing: missing.join(' and '),
        });
      await sleep(POLL_MS);
    }
}

/** A place that cannot be asked must not keep a run from its end; undefined then. */
async function orVerdict<T>(work: Promise<T>, verdict: VerdictWatch): Promise<T | undefined> {
  work.catch(() => undefined); // told by the race, or too late
  return await Promise.race([work, verdict.reached.then(() => undefined)]);
}

function patienceOf(plan: ProgramPlan, profile: RunMeta['profile_content']): number {
  return plan.role === 'tracer'
    ? TRACER_PATIENCE_SECONDS
    : Math.ceil(profile.analysis.cluster_startup_overhead_s);
}

function setTimeLimit(timing: Timing, now: () => number, tell: VerdictWatch['tell']): NodeJS.Timeout {
  const ms = (timing.start + limitSeconds(timing)) * 1000 - now();
  const MAX_TIMER_MS = 2 ** 31 - 1; // 24.8 days; longer would fire at once
  return setTimeout(() => tell(timeLimit(timing)), Math.min(ms, MAX_TIMER_MS));
}

function timeLimit(timing: Timing): RunEvent {
  return { kind: 'time-limit', seconds: limitSeconds(timing) };
}

interface Left {
  readonly unseen?: Partial<Unseen>;
  /** What could not be fetched or undone. */
  readonly fault?: string;
  /** Whether the logs are where they were written. */
  readonly kept?: boolean;
}

/** Takes what the programs wrote, then gives the place up. */
async function leaveCluster(cluster: Cluster | undefined): Promise<Left> {
  if (cluster === undefined) return {};
  const faults: string[] = [];
  let kept = false;
  await cluster.fetchLogs().catch((error: Error) => {
    faults.push(error.message);
    kept = error instanceof ClusterError && error.code === 'LOGS_KEPT' && cluster.leave !== undefined;
  });
  const unseen = cluster.unseen?.();
  await (kept ? cluster.leave!() : cluster.stop()).catch((error: Error) => void faults.push(error.message));
  return {
    kept,
    ...(unseen === undefined ? {} : { unseen }),
    ...(faults.length === 0 ? {} : { fault: faults.join('; ') }),
  };
}

/** A run counts as complete only if every program also ended well. */
function judgeExits(verdict: Verdict, started: readonly RunningProgram[]): Verdict {
  if (verdict.kind === 'incomplete') return verdict;
  for (const program of started) {
    const status = program.status()!;
    if (status.code !== 0)
      return {
        kind: 'incomplete',
        reason: `${describeExit(program.plan.name, status)} when the run was over`,
      };
  }
  return verdict;
}

/** Adds the last lines that the program named first in `reason` wrote to stderr. */
async function withLastWords(reason: string, runDir: string): Promise<string> {
  const program = /^(tracer|observer|generator|explorer|node-\d+) /.exec(reason)?.[1];
  if (program === undefined) return reason;
  const text = await readFile(join(runDir, program, 'stderr'), 'utf8').catch(() => '');
  const last = text.trimEnd().split('\n').slice(-5).join('\n').slice(-2000);
  return last === '' ? reason : `${reason}; its last words (${program}/stderr):\n${last}`;
}

function abortReason(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'stopped from outside';
}

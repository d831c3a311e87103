import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allocateTime, type Timing } from '@slotbench/profiles';
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
import { startOrder, stopOrder } from './scenario/order.ts';
import {
  describeExit,
  isVerdict,
  type RunEvent,
  type RunState,
  step,
  type Verdict,
} from './scenario/verdict.ts';

export interface ExecuteOptions {
  /** Ends the run in order; the message of its reason becomes the reason of the run. */
  readonly signal: AbortSignal;
  /** Where the run's processes run; this machine by default. */
  readonly backend?: Backend;
  readonly onProgress?: (progress: Progress) => void;
  readonly now?: () => number;
  /** Seconds between asking a program to end and ending its group; default 12, a little more than its own limit of 10. */
  readonly stopPatienceSeconds?: number;
}

export interface RunOutcome {
  readonly runDir: string;
  readonly tag: string;
  readonly status: 'complete' | 'incomplete';
  readonly reason?: string;
}

/** Seconds that the run may last beyond its planned end (workbench: the watcher's tolerance). */
const TOLERANCE_SECONDS = 40;
/** Seconds for the collector to open its sockets; it has no data to load. */
const TRACER_PATIENCE_SECONDS = 20;
const STOP_PATIENCE_SECONDS = 12;
const POLL_MS = 50;

/**
 * Runs the scenario fixed-loaded: collector, then nodes, then generator; over once every producer has ended by itself, a program
 * failed, the time limit passed or `signal` aborted. Then generator, nodes and collector are stopped in this order.
 * `meta.json` says `running` while it does, then `complete` or `incomplete` with the reason. When it resolves no process, socket or
 * temporary folder is left. Rejects only if `meta.json` cannot be written.
 */
export async function executeRun(plan: RunPlan, o: ExecuteOptions): Promise<RunOutcome> {
  const now = o.now ?? Date.now;
  const profile = plan.meta.profile_content;
  const { reason: _, ...prepared } = plan.meta;
  let meta: RunMeta = {
    ...prepared,
    status: 'running',
    owner: identifyProcess(process.pid),
    timing: { ...plan.meta.timing, started: new Date(now()).toISOString() },
  };
  await writeMeta(plan.runDir, meta);

  const started: RunningProgram[] = [];
  const verdict = awaitVerdict(plan);
  const onAbort = () => verdict.tell({ kind: 'abort', reason: abortReason(o.signal) });
  o.signal.addEventListener('abort', onAbort);
  if (o.signal.aborted) onAbort();

  const progress = watchProgress({ plan, now, onProgress: o.onProgress ?? (() => {}) });
  let limit: NodeJS.Timeout | undefined;
  let cluster: Cluster | undefined;
  let decided: Verdict;
  let leftBehind: string | undefined;
  try {
    progress.phase('starting');
    const backend = o.backend ?? localBackend(plan.tmp);
    cluster = await backend.startCluster(plan, { signal: o.signal });
    void cluster.lost.then((reason) => verdict.tell({ kind: 'abort', reason }));
    progress.looksAt(cluster.look);
    for (const group of startOrder(plan.programs)) {
      if (verdict.current() !== undefined) break;
      if (group[0]!.role === 'node') {
        const timing = allocateTime(profile, now());
        await cluster.deployGenesis(timing.start - secondsBefore(plan.meta.anchor, profile));
        meta = { ...meta, timing: { ...timing, started: meta.timing.started! } };
        await writeMeta(plan.runDir, meta);
        progress.startsAt(timing.start * 1000);
        limit = setTimeLimit(timing, now, verdict.tell);
      }
      await startGroup(group, { cluster, started, verdict, patience: patienceOf(group[0]!, profile), now });
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
    progress.phase('stopping');
    await stopPrograms(started, (o.stopPatienceSeconds ?? STOP_PATIENCE_SECONDS) * 1000);
    await progress.stop();
    leftBehind = await leaveCluster(cluster);
  }
  if (leftBehind !== undefined && decided.kind === 'complete')
    decided = { kind: 'incomplete', reason: leftBehind };

  const final = judgeExits(decided, started);
  const reason = final.kind === 'complete' ? undefined : await withLastWords(final.reason, plan.runDir);
  const { owner: _owner, ...rest } = meta;
  const ended: RunMeta = {
    ...rest,
    status: final.kind,
    ...(reason === undefined ? {} : { reason }),
    timing: { ...meta.timing, ended: new Date(now()).toISOString() },
  };
  await writeMeta(plan.runDir, ended);
  o.onProgress?.({ phase: 'done' });
  return {
    runDir: plan.runDir,
    tag: plan.tag,
    status: final.kind,
    ...(reason === undefined ? {} : { reason }),
  };
}

interface VerdictWatch {
  tell(event: RunEvent): void;
  current(): Verdict | undefined;
  readonly reached: Promise<Verdict>;
}

/** Feeds events into the pure step until it gives a verdict; the first one counts. */
function awaitVerdict(plan: RunPlan): VerdictWatch {
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
  let verdict: Verdict | undefined;
  const { promise: reached, resolve } = Promise.withResolvers<Verdict>();
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
  },
): Promise<void> {
  for (const plan of group) {
    if (o.verdict.current() !== undefined) return;
    const program = await o.cluster.startProgram(plan);
    o.started.push(program);
    void program.exited.then((status) =>
      o.verdict.tell({ kind: 'exit', program: plan.name, role: plan.role, status }),
    );
  }
  const deadline = o.now() + o.patience * 1000;
  for (const plan of group)
    for (;;) {
      const missing = await o.cluster.missing(plan);
      if (missing.length === 0 || o.verdict.current() !== undefined) break;
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

function patienceOf(plan: ProgramPlan, profile: RunMeta['profile_content']): number {
  return plan.role === 'tracer'
    ? TRACER_PATIENCE_SECONDS
    : Math.ceil(profile.analysis.cluster_startup_overhead_s);
}

function setTimeLimit(timing: Timing, now: () => number, tell: VerdictWatch['tell']): NodeJS.Timeout {
  const seconds = timing.earliest_end - timing.start + TOLERANCE_SECONDS;
  const ms = (timing.start + seconds) * 1000 - now();
  const MAX_TIMER_MS = 2 ** 31 - 1; // 24.8 days; longer would fire at once
  return setTimeout(() => tell({ kind: 'time-limit', seconds }), Math.min(ms, MAX_TIMER_MS));
}

/** SIGTERM to a group of programs, SIGKILL to what is left after the patience, then the next group. */
async function stopPrograms(started: readonly RunningProgram[], patienceMs: number): Promise<void> {
  for (const group of stopOrder(started.map((program) => ({ role: program.plan.role, program })))) {
    const programs = group.map(({ program }) => program);
    for (const program of programs) program.signal('SIGTERM');
    const all = Promise.all(programs.map(({ exited }) => exited));
    const patience = new AbortController();
    await Promise.race([
      all,
      sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    for (const program of programs) program.signal('SIGKILL');
    await all;
  }
}

/** Takes what the programs wrote, then gives the place up. Returns what could not be fetched or undone. */
async function leaveCluster(cluster: Cluster | undefined): Promise<string | undefined> {
  const faults: string[] = [];
  const note = (error: Error) => void faults.push(error.message);
  await cluster?.fetchLogs().catch(note);
  await cluster?.stop().catch(note);
  return faults.length === 0 ? undefined : faults.join('; ');
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

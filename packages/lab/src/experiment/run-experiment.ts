import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Comparison, differencesOf } from '@slotbench/analysis';
import type { Progress } from '@slotbench/cluster';
import { renderComparisonHtml, renderComparisonText } from '@slotbench/report';
import { toolVersion } from '../comparison/compare.ts';
import { readMembers } from '../comparison/sides.ts';
import { LabError } from '../errors.ts';
import type { MachineReport } from '../machine/report.ts';
import { compareSides, refuseDifferent, type SideRuns } from './compare-sides.ts';
import type { ExperimentDesign, SideDesign } from './design.ts';
import { takeLock } from './lock.ts';
import { isClear, looksOf } from './looks.ts';
import { type ScheduledRun, scheduleOf } from './schedule.ts';
import {
  type Attempt,
  EXPERIMENT_SCHEMA,
  type ExperimentState,
  experimentDir,
  readState,
  writeState,
} from './state.ts';

/** Makes one run of a side; `batch` labels it. Rejects if nothing could be started. */
export type SideRunner = (o: {
  readonly side: SideDesign;
  readonly batch: string;
  readonly runsDir: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}) => Promise<{
  readonly tag: string;
  readonly runDir: string;
  readonly status: 'complete' | 'incomplete';
  readonly reason?: string;
}>;

export type ExperimentEvent =
  | { readonly kind: 'resumed'; readonly done: number; readonly total: number }
  | { readonly kind: 'measuring' }
  | { readonly kind: 'measured'; readonly report: MachineReport }
  | { readonly kind: 'run'; readonly run: ScheduledRun; readonly total: number; readonly attempt: number }
  | {
      readonly kind: 'progress';
      readonly run: ScheduledRun;
      readonly total: number;
      readonly progress: Progress;
    }
  | { readonly kind: 'ended'; readonly attempt: Attempt }
  | {
      readonly kind: 'look';
      readonly blocks: number;
      readonly alpha: number;
      readonly stopped: boolean;
      readonly why: string;
    };

export interface ExperimentOptions {
  readonly design: ExperimentDesign;
  readonly runsDir: string;
  /** `describeMachine` of here: an experiment stays on one machine. */
  readonly machine: string;
  readonly runSide: SideRunner;
  /** Null: the machine is not measured. */
  readonly measure: (() => Promise<MachineReport>) | null;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onEvent: (event: ExperimentEvent) => void;
}

export interface FinishedExperiment {
  readonly dir: string;
  readonly state: ExperimentState;
  /** One a target, in their order. */
  readonly comparisons: readonly Comparison[];
  readonly reportPath: string;
  /** What a reader of the verdicts must know: runs that did not complete, a noisy machine, an early end. */
  readonly notes: readonly string[];
}

/** A run that does not complete is made again this often in all; then something is wrong with the side. */
const ATTEMPTS = 3;

/**
 * Makes the runs of an experiment one after the other, in the order of its schedule, and compares the sides. After every run the state
 * is written, so that a later call with the same design goes on with the run that was not finished. Resolves to undefined if `signal`
 * aborted before the end. Rejects with an LabError if the design or the machine is not that of the runs that are there.
 */
export async function runExperiment(o: ExperimentOptions): Promise<FinishedExperiment | undefined> {
  const runsDir = resolve(o.runsDir);
  const dir = experimentDir(runsDir, o.design.name);
  const unlock = await takeLock(dir);
  try {
    return await work({ ...o, runsDir }, dir);
  } finally {
    await unlock();
  }
}

async function work(o: ExperimentOptions, dir: string): Promise<FinishedExperiment | undefined> {
  const schedule = scheduleOf(o.design);
  let state = await openState(o, dir);
  const save = async (change: Partial<ExperimentState>) => {
    state = { ...state, ...change };
    await writeState(dir, state);
  };
  const isDone = (run: ScheduledRun) => completed(state, run.index) !== undefined;
  const missing = schedule.filter((run) => !isDone(run));
  const ended = () => state.looks.some((look) => look.stopped);
  if (state.attempts.length > 0)
    o.onEvent({ kind: 'resumed', done: schedule.length - missing.length, total: schedule.length });
  if (missing.length > 0 && !ended() && o.measure !== null && !o.signal.aborted) {
    o.onEvent({ kind: 'measuring' });
    const report = await o.measure();
    o.onEvent({ kind: 'measured', report });
    await save({ measured: [...state.measured, report] });
  }
  await lookIfDue(o, state, save);
  for (const run of missing) {
    if (ended()) break;
    const done = await makeRun({ o, run, total: schedule.length, attempts: () => state.attempts, save });
    if (!done) return undefined;
    await refuseChange(state, run.side);
    await lookIfDue(o, state, save);
  }
  return await conclude(o, dir, state);
}

/** The state that is there, or a fresh one; a try that was cut off is told as incomplete. */
async function openState(o: ExperimentOptions, dir: string): Promise<ExperimentState> {
  const found = await readState(dir);
  if (found === undefined) {
    const fresh: ExperimentState = {
      schema: EXPERIMENT_SCHEMA,
      design: o.design,
      machine: o.machine,
      measured: [],
      attempts: [],
      looks: [],
    };
    await writeState(dir, fresh);
    return fresh;
  }
  const changed = (Object.keys({ ...found.design, ...o.design }) as (keyof ExperimentDesign)[]).filter(
    (key) => JSON.stringify(found.design[key]) !== JSON.stringify(o.design[key]),
  );
  if (changed.length > 0)
    throw changedError(dir, `the experiment was begun with other ${changed.join(', ')}`);
  if (found.machine !== o.machine)
    throw changedError(dir, `its runs were made on '${found.machine}', this is '${o.machine}'`);
  const attempts = found.attempts.map(
    (attempt): Attempt =>
      attempt.status === 'running'
        ? {
            ...attempt,
            status: 'incomplete',
            reason: 'slotbench was interrupted',
            endedAt: o.now().toISOString(),
          }
        : attempt,
  );
  return { ...found, attempts };
}

function changedError(dir: string, problem: string): LabError {
  return new LabError('EXPERIMENT_CHANGED', {
    place: dir,
    problem,
    fix: 'give the changed experiment another name, or remove this folder to begin anew; the runs stay',
  });
}

/** False if it was stopped from outside. Interruptions do not count as tries. */
async function makeRun(c: {
  o: ExperimentOptions;
  run: ScheduledRun;
  total: number;
  attempts: () => readonly Attempt[];
  save: (change: Partial<ExperimentState>) => Promise<void>;
}): Promise<boolean> {
  const { o, run, total } = c;
  const side = [o.design.base, ...o.design.targets].find(({ name }) => name === run.side)!;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (o.signal.aborted) return false;
    const before = c.attempts();
    const begun: Attempt = {
      index: run.index,
      side: run.side,
      block: run.block,
      status: 'running',
      tag: null,
      runDir: null,
      reason: null,
      startedAt: o.now().toISOString(),
      endedAt: null,
    };
    await c.save({ attempts: [...before, begun] });
    o.onEvent({ kind: 'run', run, total, attempt });
    const result = await o.runSide({
      side,
      batch: `${o.design.name}-${run.side}`,
      runsDir: o.runsDir,
      signal: o.signal,
      onProgress: (progress) => o.onEvent({ kind: 'progress', run, total, progress }),
    });
    const over: Attempt = {
      ...begun,
      status: result.status,
      tag: result.tag,
      runDir: result.runDir,
      reason: result.reason ?? null,
      endedAt: o.now().toISOString(),
    };
    await c.save({ attempts: [...before, over] });
    o.onEvent({ kind: 'ended', attempt: over });
    if (result.status === 'complete') return true;
  }
  if (o.signal.aborted) return false;
  throw new LabError('EXPERIMENT_STUCK', {
    place: `side ${run.side}`,
    problem: `${ATTEMPTS} runs in a row did not complete, the last because ${c.attempts().at(-1)?.reason ?? 'of an unknown reason'}`,
    fix: 'mend it and call again: the runs that are there stay',
  });
}

/** The first look of the design whose blocks are complete and that was not taken yet; the last one is the end itself. */
async function lookIfDue(
  o: ExperimentOptions,
  state: ExperimentState,
  save: (change: Partial<ExperimentState>) => Promise<void>,
): Promise<void> {
  const schedule = scheduleOf(o.design);
  const due = looksOf(o.design).find(
    ({ blocks }) =>
      blocks < o.design.blocks &&
      !state.looks.some((one) => one.blocks === blocks) &&
      schedule.every((run) => run.block >= blocks || completed(state, run.index) !== undefined),
  );
  if (due === undefined) return;
  const comparisons = await compareAt(o.design, state, { blocks: due.blocks, alpha: due.alpha });
  const { clear, why } = isClear(comparisons);
  const record = { blocks: due.blocks, alpha: due.alpha, stopped: clear, why };
  await save({ looks: [...state.looks, record] });
  o.onEvent({ kind: 'look', ...record });
}

/** At once, not after hours: the latest run of a side against its first. */
async function refuseChange(state: ExperimentState, side: string): Promise<void> {
  const runs = state.attempts.filter((one) => one.side === side && one.status === 'complete');
  if (runs.length < 2) return;
  const [first, last] = await Promise.all([runs[0]!, runs.at(-1)!].map((one) => readMembers(one.runDir!)));
  refuseDifferent(side, differencesOf([...first!.runs, ...last!.runs]));
}

async function conclude(
  o: ExperimentOptions,
  dir: string,
  state: ExperimentState,
): Promise<FinishedExperiment> {
  const stopped = state.looks.find((one) => one.stopped);
  const last = looksOf(o.design).at(-1)!;
  const at = stopped ?? { blocks: o.design.blocks, alpha: last.alpha };
  const comparisons = await compareAt(o.design, state, at);
  const notes = notesOf(o.design, state, at);
  const text = comparisons.map((comparison) => renderComparisonText(comparison, { width: 100 })).join('\n');
  const reportPath = join(
    dir,
    comparisons.length === 1 ? 'report.html' : `report-${o.design.targets[0]!.name}.html`,
  );
  for (const [i, comparison] of comparisons.entries()) {
    const suffix = comparisons.length === 1 ? '' : `-${o.design.targets[i]!.name}`;
    await writeFile(join(dir, `comparison${suffix}.json`), `${JSON.stringify(comparison)}\n`);
    await writeFile(join(dir, `report${suffix}.html`), renderComparisonHtml(comparison, []));
  }
  await writeFile(join(dir, 'summary.txt'), `${text}${notes.map((note) => `\n! ${note}`).join('')}\n`);
  return { dir, state, comparisons, reportPath, notes };
}

/** Compares what the first `blocks` blocks hold. */
async function compareAt(
  design: ExperimentDesign,
  state: ExperimentState,
  o: { blocks: number; alpha: number },
): Promise<Comparison[]> {
  const sides = await Promise.all(
    [design.base, ...design.targets].map((side) => readSideRuns(side.name, state, o.blocks)),
  );
  const [base, ...targets] = sides as [SideRuns, ...SideRuns[]];
  return compareSides({ design, base, targets, alpha: o.alpha, toolVersion: await toolVersion() });
}

/** The complete runs of a side in the first `blocks` blocks, in the order of the schedule. */
export async function readSideRuns(name: string, state: ExperimentState, blocks: number): Promise<SideRuns> {
  const attempts = state.attempts.filter(
    (one) => one.side === name && one.status === 'complete' && one.block < blocks,
  );
  const ordered = [...attempts].sort((a, b) => a.index - b.index);
  const members = await Promise.all(ordered.map((one) => readMembers(one.runDir!)));
  const definitions = new Map(
    members.flatMap((m) => m.definitions.map((facts) => [facts.id, facts] as const)),
  );
  return { name, runs: members.flatMap((m) => m.runs), definitions: [...definitions.values()] };
}

function completed(state: ExperimentState, index: number): Attempt | undefined {
  return state.attempts.find((attempt) => attempt.index === index && attempt.status === 'complete');
}

function notesOf(
  design: ExperimentDesign,
  state: ExperimentState,
  at: { blocks: number; alpha: number },
): string[] {
  const failed = state.attempts.filter((one) => one.status === 'incomplete');
  const noisy = state.measured.filter((report) => report.verdict === 'noisy');
  const stopped = state.looks.find((one) => one.stopped);
  return [
    ...failed.map(
      (one) =>
        `run ${one.index + 1} of ${one.side} did not complete and was made again: ${one.reason ?? 'no reason known'}${one.tag === null ? '' : ` (${one.tag})`}`,
    ),
    ...(noisy.length === 0
      ? []
      : [
          `the machine was noisy in ${noisy.length} of ${state.measured.length} measurements: ${noisy.at(-1)!.reasons.join('; ')}`,
        ]),
    ...(stopped === undefined
      ? []
      : [`ended after ${stopped.blocks} of ${design.blocks} blocks, as its looks allow: ${stopped.why}`]),
    ...(design.looks.length === 1
      ? []
      : [
          `${design.looks.length} looks were fixed beforehand; this one may spend an error of ${at.alpha.toPrecision(2)}`,
        ]),
  ];
}

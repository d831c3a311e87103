import type { RunRecord } from '@slotbench/analysis';
import { readMeta } from '@slotbench/cluster';
import { readSide } from '../comparison/sides.ts';
import { LabError } from '../errors.ts';
import { type ExperimentPlan, type PlanInput, planExperiment, type RunTime } from './plan.ts';

export interface PlanOptions extends Pick<PlanInput, 'question' | 'price' | 'headline'> {
  readonly runsDir: string;
  /** A run, variance, `a,b,c` or batch:NAME. */
  readonly base: string;
  readonly history: readonly RunRecord[];
}

/** A plan from what a name stands for. Rejects with a LabError or an LabError. */
export async function planFrom(o: PlanOptions): Promise<ExperimentPlan> {
  const side = await readSide(o.runsDir, o.base);
  const times = await Promise.all(side.paths.map(runTime));
  const known = times.filter((time) => time !== null);
  if (known.length === 0)
    throw new LabError('PLAN_NO_VARIANCE', {
      place: `'${o.base}'`,
      problem: 'no run says how long it took',
      fix: 'name runs that were made by `slotbench run` and are complete',
    });
  const mean = (pick: (time: RunTime) => number) =>
    known.reduce((sum, time) => sum + pick(time), 0) / known.length;
  return planExperiment({
    runs: side.runs,
    definitions: side.definitions,
    history: o.history,
    time: { fixedSeconds: mean((t) => t.fixedSeconds), loadedSeconds: mean((t) => t.loadedSeconds) },
    hosts: 1, // the only backend is this machine
    question: o.question,
    price: o.price,
    headline: o.headline,
  });
}

/** From the first process to slot 0, and from there to the last one's end. */
async function runTime(path: string): Promise<RunTime | null> {
  const { timing } = await readMeta(path);
  const [started, zero, ended] = [timing.started, timing.systemStart, timing.ended].map((at) =>
    at === undefined ? Number.NaN : Date.parse(at) / 1000,
  ) as [number, number, number];
  if (!(zero >= started && ended > zero)) return null;
  return { fixedSeconds: zero - started, loadedSeconds: ended - zero };
}

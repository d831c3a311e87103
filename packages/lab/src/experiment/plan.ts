import {
  type AppliedMargin,
  applyMargin,
  boundsOf,
  differencesOf,
  HEADLINE,
  type Margin,
  type MetricFacts,
  marginOf,
  type RunRecord,
} from '@slotbench/analysis';
import {
  chiSquaredQuantile,
  decidableMargin,
  fewestRuns,
  independentPlan,
  moments,
  outcomeChances,
} from '@slotbench/analysis/statistics';
import { LabError } from '../errors.ts';
import { type LengthAdvice, lengthAdvice } from './run-length.ts';

/** How long a run of the base takes: what passes outside of its slots, and its slots. */
export interface RunTime {
  readonly fixedSeconds: number;
  readonly loadedSeconds: number;
}

export interface PlanInput {
  /** Runs of the base: at least one. */
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
  /** Earlier runs that may be borrowed from; those of another profile or machine are left out and told. */
  readonly history: readonly RunRecord[];
  readonly time: RunTime;
  /** Machines that a run occupies. */
  readonly hosts: number;
  readonly question: PlanQuestion;
  /** Money for an hour of one host. */
  readonly price: number | null;
  readonly headline: readonly string[] | null;
}

/** How many runs decide a margin, or what hours or runs that are given decide. */
export interface PlanQuestion {
  /** In place of the declared margins of all metrics. */
  readonly margin?: number;
  /** Of single metrics; goes before `margin`. */
  readonly margins?: Readonly<Record<string, number>>;
  readonly hours?: number;
  readonly runs?: number;
}

export interface ExperimentPlan {
  readonly runSeconds: number;
  readonly hosts: number;
  /** What was asked for; null where a margin was. */
  readonly hours: number | null;
  readonly metrics: readonly MetricPlan[];
  /** Why history was not borrowed from, and other doubts. */
  readonly notes: readonly string[];
}

export interface MetricPlan {
  readonly id: string;
  readonly name: string;
  readonly unit: MetricFacts['unit'];
  /** Of runs of one configuration: relative where the margin is. */
  readonly deviation: Deviation;
  readonly margin: AppliedMargin;
  /** Runs a side: that decide the margin, or that fit. Null for more than a thousand. */
  readonly runs: number | null;
  /** Runs a side that decide the margin, whatever was asked; null for more than a thousand. */
  readonly takes: number | null;
  /** `runs`, if the deviation is as high as its upper limit (80 %, one-sided); null for more than a thousand. */
  readonly runsAtUpper: number | null;
  readonly wallHours: number | null;
  readonly hostHours: number | null;
  readonly cost: number | null;
  /** Change for the worse that gets the verdict `worse` in four of five comparisons, on the margin's scale. */
  readonly seenHarm: number | null;
  /** Chance of `undecided` if nothing changed. */
  readonly undecided: number | null;
  /** The narrowest margin that is decided in four of five comparisons if nothing changed. */
  readonly decides: number | null;
  readonly length: LengthAdvice | null;
}

export interface Deviation {
  /** On the scale of the test: of logarithms where `margin.scale` is ratio. */
  readonly value: number;
  readonly upper: number;
  /** Degrees of freedom it rests on. */
  readonly df: number;
  readonly from: 'base' | 'history' | 'base and history';
}

const OFTEN = 0.8;

/**
 * What a decision costs before the first run of it is made: for each headline metric runs, time, money, the smallest harm that would be
 * seen and the chance that nothing is decided. Assumes a target that varies like the base, and no pairing, which can only help. Throws
 * PLAN_NO_VARIANCE where neither the base nor the history of its profile and hardware says how much runs vary.
 */
export function planExperiment(input: PlanInput): ExperimentPlan {
  const { borrowed, refused } = borrowFrom(input);
  const wanted = input.headline ?? HEADLINE;
  const present = input.definitions.filter(
    ({ id }) => wanted.includes(id) && input.runs.some((run) => run.values[id] !== undefined),
  );
  const metrics = present.flatMap((facts) => metricPlan(facts, input, borrowed) ?? []);
  const runSeconds = input.time.fixedSeconds + input.time.loadedSeconds;
  if (metrics.length === 0)
    throw new LabError('PLAN_NO_VARIANCE', {
      place: `plan from ${input.runs.length === 1 ? input.runs[0]!.tag : `${input.runs.length} runs`}`,
      problem: `nothing says how much runs of this configuration vary${refused.length === 0 ? '' : ` (${refused.join('; ')})`}`,
      fix: 'make two or more runs of it (`slotbench run PROFILE -n 3`), or put runs of the same profile and hardware into the history (`slotbench history add`)',
    });
  return { runSeconds, hosts: input.hosts, hours: input.question.hours ?? null, metrics, notes: refused };
}

/** History of the same profile, genesis, backend and machine; whatever differs is refused with what it differs in. */
function borrowFrom({ runs, history }: PlanInput): { borrowed: RunRecord[]; refused: string[] } {
  const base = runs[0]!;
  const known = new Set(runs.map((run) => `${run.tag} ${run.startedAt}`));
  const borrowed: RunRecord[] = [];
  const refused = new Map<string, number>();
  for (const run of history) {
    if (known.has(`${run.tag} ${run.startedAt}`)) continue;
    const differences = differencesOf([base, run], ['profile', 'genesis', 'backend', 'machine']);
    if (differences.length === 0 && run.complete) borrowed.push(run);
    else {
      const why = differences.length === 0 ? 'incomplete' : `another ${differences[0]!.aspect}`;
      refused.set(why, (refused.get(why) ?? 0) + 1);
    }
  }
  return {
    borrowed,
    refused: [...refused].map(
      ([why, n]) => `${n} ${n === 1 ? 'run' : 'runs'} of the history not borrowed from: ${why}`,
    ),
  };
}

function metricPlan(facts: MetricFacts, input: PlanInput, borrowed: readonly RunRecord[]): MetricPlan | null {
  const { id, name, unit } = facts;
  const own = valuesOf(id, input.runs);
  const all = [...own, ...valuesOf(id, borrowed)];
  const scale = all.every((value) => value > 0) ? 'ratio' : 'difference';
  const deviation = deviationOf(id, input.runs, borrowed, scale);
  if (deviation === null || own.length === 0) return null;
  const margin = applyMargin(marginFor(facts, input.question), scale, moments(own).mean);
  const runSeconds = input.time.fixedSeconds + input.time.loadedSeconds;
  const { hours } = input.question;
  const inHours = hours === undefined ? null : Math.floor((hours * 3600) / (2 * runSeconds));
  const fits = input.question.runs ?? inHours;
  const takes = runsFor(deviation.value, margin);
  const runs = fits ?? takes;
  const base = { id, name, unit, deviation, margin, runs, takes };
  const runsAtUpper = fits ?? runsFor(deviation.upper, margin);
  if (runs === null || runs < 2)
    return {
      ...base,
      runsAtUpper,
      ...{ wallHours: null, hostHours: null, cost: null, seenHarm: null, undecided: null, decides: null },
      length: null,
    };
  const wallHours = (2 * runs * runSeconds) / 3600;
  const plan = independentPlan({ sd: deviation.value, base: runs, target: runs });
  return {
    ...base,
    runsAtUpper,
    wallHours,
    hostHours: wallHours * input.hosts,
    cost: input.price === null ? null : wallHours * input.hosts * input.price,
    seenHarm: seenHarm(plan, margin, facts.direction),
    undecided: outcomeChances(plan, { change: 0, bounds: boundsOf(margin) }).undecided,
    decides: finiteOrNull(
      decidableMargin(plan, {
        boundsOf: (value) => boundsOf({ scale: margin.scale, value }),
        enough: (chances) => chances.equivalent >= OFTEN,
      }),
    ),
    // A second's work, for who may still choose the length.
    length:
      input.question.runs === undefined
        ? lengthAdvice({
            facts,
            runs: input.runs,
            time: input.time,
            deviation: deviation.value,
            margin,
            hours: wallHours,
          })
        : null,
  };
}

function marginFor(facts: MetricFacts, { margin, margins }: PlanQuestion): Margin {
  const asked = margins?.[facts.id] ?? margin;
  return asked === undefined ? marginOf(facts) : { ratio: asked, atLeast: 0, reason: 'asked for' };
}

function valuesOf(id: string, runs: readonly RunRecord[]): number[] {
  return runs.flatMap((run) => run.values[id]?.mean ?? []);
}

/** Pooled over groups of one software, so that a change between versions is not taken for noise. */
function deviationOf(
  id: string,
  base: readonly RunRecord[],
  borrowed: readonly RunRecord[],
  scale: 'ratio' | 'difference',
): Deviation | null {
  const groups = new Map<string, number[]>();
  const used = { base: 0, history: 0 };
  for (const [from, runs] of [
    ['base', base],
    ['history', borrowed],
  ] as const)
    for (const run of runs) {
      const value = run.values[id]?.mean;
      if (value === undefined) continue;
      const { software, node, treatment } = run.conditions;
      const key = JSON.stringify([software, node, treatment ?? null]);
      groups.set(key, [...(groups.get(key) ?? []), scale === 'ratio' ? Math.log(value) : value]);
      used[from]++;
    }
  let [squares, df] = [0, 0];
  for (const values of groups.values()) {
    if (values.length < 2) continue;
    squares += (values.length - 1) * moments(values).stddev ** 2;
    df += values.length - 1;
  }
  if (df === 0) return null;
  const baseAlone = df === Math.max(0, used.base - 1) && used.base > 1;
  const from = baseAlone ? 'base' : used.base > 1 ? 'base and history' : 'history';
  return {
    value: Math.sqrt(squares / df),
    upper: Math.sqrt(squares / chiSquaredQuantile(0.2, df)),
    df,
    from,
  };
}

/** Runs a side that show equivalence in four of five comparisons if nothing changed. */
function runsFor(sd: number, margin: AppliedMargin): number | null {
  const bounds = boundsOf(margin);
  return fewestRuns(
    (n) =>
      outcomeChances(independentPlan({ sd, base: n, target: n }), { change: 0, bounds }).equivalent >= OFTEN,
  );
}

/** By bisection: the chance of a verdict beyond the bound grows with the change. Where more is better, harm is a loss. */
function seenHarm(
  plan: ReturnType<typeof independentPlan>,
  margin: AppliedMargin,
  direction: MetricFacts['direction'],
): number | null {
  const bounds = boundsOf(margin);
  const isLoss = direction === 'higher';
  const bound = isLoss ? -bounds.low : bounds.high;
  const seen = (change: number) => {
    const chances = outcomeChances(plan, { change: isLoss ? -change : change, bounds });
    return (isLoss ? chances.below : chances.above) >= OFTEN;
  };
  let beyond = Math.max(plan.sd * plan.factor, Number.EPSILON);
  for (let i = 0; !seen(bound + beyond); i++) {
    if (i > 40) return null;
    beyond *= 2;
  }
  let short = 0;
  while (beyond - short > 1e-4 * beyond) {
    const middle = (short + beyond) / 2;
    if (seen(bound + middle)) beyond = middle;
    else short = middle;
  }
  const change = bound + beyond;
  if (margin.scale === 'difference') return finiteOrNull(change);
  return finiteOrNull(isLoss ? -Math.expm1(-change) : Math.expm1(change));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

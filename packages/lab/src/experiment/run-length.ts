import {
  type AppliedMargin,
  boundsOf,
  describeRuns,
  type MetricFacts,
  type RunRecord,
} from '@slotbench/analysis';
import { decidableMargin, independentPlan, moments } from '@slotbench/analysis/statistics';
import type { RunTime } from './plan.ts';

/** Whether the same hours are better spent on longer or on more runs. */
export interface LengthAdvice {
  /** Share of the runs' variance that comes from the limited blocks and samples in a run: only that can longer runs shrink. */
  readonly withinShare: number;
  /** For lengths of the loaded part, as multiples of the present one: runs that fit, and the margin that they decide. */
  readonly choices: readonly { readonly length: number; readonly runs: number; readonly decides: number }[];
  /** The length whose margin is narrowest. */
  readonly best: number;
}

const LENGTHS = [0.5, 1, 2, 4];
/** A margin that is narrower by less than this is no reason to change the profile. */
const WORTHWHILE = 0.95;

/** Null where the runs do not say what varies within them: fewer than two runs, or a metric without samples. */
export function lengthAdvice(o: {
  readonly facts: MetricFacts;
  readonly runs: readonly RunRecord[];
  readonly time: RunTime;
  /** Of whole runs, on the scale of the margin. */
  readonly deviation: number;
  readonly margin: AppliedMargin;
  /** What the present length takes. */
  readonly hours: number;
}): LengthAdvice | null {
  const withinShare = withinShareOf(o.facts, o.runs);
  if (withinShare === null) return null;
  const choices = LENGTHS.flatMap((length) => {
    const runSeconds = o.time.fixedSeconds + o.time.loadedSeconds * length;
    const runs = Math.floor((o.hours * 3600 * 1.0001) / (2 * runSeconds));
    if (runs < 2) return [];
    const sd = o.deviation * Math.sqrt(1 - withinShare + withinShare / length);
    const decides = decidableMargin(independentPlan({ sd, base: runs, target: runs }), {
      boundsOf: (value) => boundsOf({ scale: o.margin.scale, value }),
      enough: (chances) => chances.equivalent >= 0.8,
    });
    return Number.isFinite(decides) ? [{ length, runs, decides }] : [];
  });
  const present = choices.find(({ length }) => length === 1);
  if (present === undefined) return null;
  const narrowest = choices.reduce((best, one) => (one.decides < best.decides ? one : best), present);
  const best = narrowest.decides < present.decides * WORTHWHILE ? narrowest.length : 1;
  return { withinShare, choices, best };
}

function withinShareOf(facts: MetricFacts, runs: readonly RunRecord[]): number | null {
  if (runs.length < 2) return null;
  const described = describeRuns({
    tag: '',
    name: null,
    description: null,
    madeAt: new Date(0),
    toolVersion: '',
    runs,
    definitions: [facts],
    differences: [],
  });
  const components = described.metrics[0]!.components;
  if (components === null) return null;
  const [between, within] = [components.between ** 2, components.within ** 2];
  const seen = moments(runs.flatMap((run) => run.values[facts.id]?.mean ?? [])).stddev ** 2;
  if (between + within === 0) return null;
  // Where samples resemble their neighbours, `within` alone may exceed what whole runs show.
  return Math.min(1, within / Math.max(between + within, seen));
}

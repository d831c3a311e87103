import { benjaminiHochberg, holm } from '../statistics/multiplicity.ts';
import { describeBetween, differencesOf } from '../variance/coherence.ts';
import type { MetricFacts, RunRecord } from '../variance/run-record.ts';
import { compareEvent } from './compare-event.ts';
import { compareMetric, judge, type MetricOptions } from './compare-metric.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
  type Design,
  type EventComparison,
  type MetricComparison,
  type Side,
  type TargetComparison,
} from './comparison.ts';
import { EVENTS } from './events.ts';
import { headlineOf } from './headline.ts';
import { type Margin, marginOf } from './margins.ts';
import { detectableBy, priceOfMetric } from './price.ts';

/** One side as it was named, with its runs. */
export interface SideInput {
  readonly name: string;
  readonly kind: Side['kind'];
  readonly runs: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
}

export interface ComparisonInput {
  readonly toolVersion: string;
  readonly base: SideInput;
  readonly targets: readonly SideInput[];
  readonly design: Design;
  readonly alpha?: number;
  /** Metric ids that decide; the declared ones if absent. */
  readonly headline?: readonly string[];
  /** In place of the declared margins. */
  readonly margins?: Readonly<Record<string, Margin>>;
  /** Compare although the sides differ in what must be the same. */
  readonly forced: boolean;
  /** Earlier runs of the base's configuration: what a single run is held against. */
  readonly history?: readonly RunRecord[];
}

/** What must be the same on both sides; software and node are what is compared. */
const HELD_FIXED = ['profile', 'genesis', 'backend', 'machine', 'observer'] as const;

/**
 * Base against each target: a pure function, without randomness. Runs of a side are ordered by their start; a paired design pairs the
 * first with the first. Targets are judged each for itself.
 */
export function compareRuns(input: ComparisonInput): Comparison {
  const base = { ...input.base, runs: byStart(input.base.runs) };
  return {
    schema: COMPARISON_SCHEMA,
    kind: 'comparison',
    tool: { name: '@slotbench/analysis', version: input.toolVersion },
    base: sideOf(base),
    targets: input.targets.map((target) =>
      compareTarget(input, base, { ...target, runs: byStart(target.runs) }),
    ),
  };
}

/** In what the two sides must not differ and do. */
export function forbiddenDifferences(base: readonly RunRecord[], target: readonly RunRecord[]) {
  return differencesOf([...base, ...target], HELD_FIXED);
}

function compareTarget(input: ComparisonInput, base: SideInput, target: SideInput): TargetComparison {
  const { alpha = 0.05, margins = {}, design } = input;
  const subject = differencesOf([...base.runs, ...target.runs], ['software', 'node', 'treatment']);
  const differences = forbiddenDifferences(base.runs, target.runs);
  const { headline, doubts } = headlineOf({
    asked: input.headline,
    differences: [...subject, ...differences],
    base,
    target,
  });
  const options: MetricOptions = {
    alpha,
    design,
    history: input.history ?? [],
    detectable: detectableBy(design),
  };
  const known = new Set(base.definitions.map((facts) => facts.id));
  const definitions = [...base.definitions, ...target.definitions.filter((facts) => !known.has(facts.id))];
  const metrics = definitions.map((facts) =>
    compareMetric(facts, base.runs, target.runs, {
      ...options,
      headline: headline.includes(facts.id),
      margin: margins[facts.id] ?? marginOf(facts),
    }),
  );
  const events = EVENTS.flatMap((facts) => compareEvent(facts, base.runs, target.runs, alpha) ?? []);
  const corrected = correct(metrics, events, alpha);
  const judged = {
    ...corrected,
    metrics: corrected.metrics.map((m) =>
      m.headline && m.verdict === 'undecided'
        ? { ...m, price: priceOfMetric(m, { design, alpha, question: 'equivalent' }) }
        : m,
    ),
  };
  const absent = headline.filter((id) => !definitions.some((facts) => facts.id === id));
  return {
    target: sideOf(target),
    design,
    alpha,
    differences,
    forced: input.forced && differences.length > 0,
    subject,
    preliminary: preliminaryReasons(base, target),
    incomplete: incompleteReasons(base, target),
    ...judged,
    doubts: [
      ...differences.map(
        (difference) => `compared in spite of ${describeBetween(difference, base.runs, target.runs)}`,
      ),
      ...(absent.length === 0 ? [] : [`headline metrics on neither side: ${absent.join(', ')}`]),
      ...doubts,
      ...companyDoubts(judged.metrics),
    ],
  };
}

/** Holm over the headline, Benjamini-Hochberg over everything else; then the verdicts. */
function correct(
  metrics: readonly MetricComparison[],
  events: readonly EventComparison[],
  alpha: number,
): { metrics: MetricComparison[]; events: EventComparison[] } {
  const decisive = metrics.filter((m) => m.headline && m.p !== null);
  const others = [
    ...metrics.filter((m) => !m.headline && m.p !== null),
    ...events.filter((e) => e.p !== null),
  ];
  const adjusted = new Map<string, number>();
  for (const [family, rule] of [
    [decisive, holm],
    [others, benjaminiHochberg],
  ] as const)
    for (const [i, p] of rule(family.map((one) => one.p!)).entries()) adjusted.set(family[i]!.id, p);
  return {
    metrics: metrics.map((m) => judge(m, adjusted.get(m.id) ?? null, alpha)),
    events: events.map((e) => judge(e, adjusted.get(e.id) ?? null, alpha)),
  };
}

/** The generator's lateness is no property of the node: where it changed, something else on the machine did too. */
const CONTROL = 'txScheduleSlip';

function companyDoubts(metrics: readonly MetricComparison[]): string[] {
  const slip = metrics.find((m) => m.id === CONTROL);
  if (slip?.verdict !== 'better' && slip?.verdict !== 'worse') return [];
  const ms = (mean: number | null) => `${((mean ?? 0) * 1000).toPrecision(3)} ms`;
  return [
    `the load generator itself was ${slip.verdict === 'worse' ? 'later' : 'earlier'} in the target (${ms(slip.base.mean)}, then ${ms(slip.target.mean)}): the machine may have been as different as the node`,
  ];
}

function preliminaryReasons(base: SideInput, target: SideInput): string[] {
  if (base.runs.length === 1 && target.runs.length === 1)
    return [
      'one run a side: neither says anything about its own variation',
      ...incompleteReasons(base, target),
    ];
  const fewOf = (which: string, { runs }: SideInput) => {
    if (runs.length === 1) return [`the ${which} is one run: it says nothing about its own variation`];
    return runs.length === 2 ? [`the ${which} is two runs`] : [];
  };
  return [...fewOf('base', base), ...fewOf('target', target), ...incompleteReasons(base, target)];
}

function incompleteReasons(base: SideInput, target: SideInput): string[] {
  return [...base.runs, ...target.runs]
    .filter((run) => !run.complete)
    .map((run) => `${run.tag} is ${run.evidence[0] ?? 'incomplete'}`);
}

function sideOf({ name, kind, runs }: SideInput): Side {
  return {
    name,
    kind,
    tags: runs.map((run) => run.tag),
    incomplete: runs.filter((run) => !run.complete).map((run) => run.tag),
  };
}

function byStart(runs: readonly RunRecord[]): RunRecord[] {
  const key = (run: RunRecord) => `${run.startedAt} ${run.tag}`;
  return [...runs].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

import type { MetricFacts, RunRecord } from '@slotbench/analysis';
import type { ExperimentDesign } from './design.ts';
import { planExperiment } from './plan.ts';

/**
 * Before the first run: which headline metrics the planned runs would leave undecided too often if nothing changed, and what would decide
 * them. The deviation is that of earlier runs of the base's profile on this machine, of their largest group of one configuration; without
 * such runs one line says so. Unpaired, so that pairs can only do better.
 */
export function forecast(o: {
  readonly design: ExperimentDesign;
  readonly machine: string;
  readonly history: readonly RunRecord[];
  readonly definitions: readonly MetricFacts[];
}): string[] {
  const { design } = o;
  const runs = largestGroup(
    o.history.filter(
      ({ conditions, complete }) =>
        complete && conditions.profile === design.base.profile && conditions.machine === o.machine,
    ),
  );
  if (runs.length < 2)
    return [
      `nothing says yet how much runs of ${design.base.profile} vary here: the history has ${runs.length === 0 ? 'none' : 'one'} of this machine`,
    ];
  const { '*': margin, ...margins } = design.margins;
  const common = {
    runs,
    definitions: o.definitions,
    history: [],
    time: { fixedSeconds: 0, loadedSeconds: 1 },
    hosts: 1,
    price: null,
    headline: design.headline,
  };
  const question = { ...(margin === undefined ? {} : { margin }), margins };
  const planned = planExperiment({
    ...common,
    question: { ...question, runs: design.blocks * design.base.perBlock },
  });
  const short = planned.metrics.flatMap((metric) => {
    if (metric.undecided === null || metric.undecided <= 0.2) return [];
    const percent = (value: number | null) =>
      value === null
        ? 'no margin'
        : metric.margin.scale === 'ratio'
          ? `${Number((value * 100).toPrecision(2))} %`
          : `${Number(value.toPrecision(2))} ${metric.unit}`;
    return [
      `${metric.name}: a margin of ${percent(metric.margin.value)} stays undecided in ${Math.round(metric.undecided * 100)} of 100 cases; these runs decide ${percent(metric.decides)}, it takes ${metric.takes ?? 'more than 1,000'} a side`,
    ];
  });
  const from = `from ${runs.length} earlier runs, ${runs.length - 1} degrees of freedom`;
  if (short.length === 0)
    return [`if nothing changed, the planned runs say so in four of five cases (${from})`];
  return [
    `if nothing changed, the planned runs may not be able to say so (${from}):`,
    ...short.map((line) => `  ${line}`),
  ];
}

/** Runs that agree in everything but the node, so that no change of the load is taken for noise. */
function largestGroup(runs: readonly RunRecord[]): RunRecord[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const { profileContent, genesis, backend, software } = run.conditions;
    const key = JSON.stringify([profileContent, genesis, backend, software]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].reduce<RunRecord[]>((most, one) => (one.length > most.length ? one : most), []);
}

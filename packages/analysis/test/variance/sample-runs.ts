import type { Conditions, MetricFacts, RunRecord } from '../../src/index.ts';

export const CONDITIONS: Conditions = {
  profile: 'quick',
  profileContent: { 'composition.n_hosts': '4', 'generator.tps': '50' },
  genesis: { 'shelley.slotLength': '0.2' },
  software: { 'slotbench-node': '0.1.0 (abc)' },
  node: 'embedded',
  backend: 'local',
  machine: 'two cores',
};

export function facts(id: string, rest: Partial<MetricFacts> = {}): MetricFacts {
  return {
    id,
    upstreamId: null,
    name: id,
    definition: id,
    group: 'machine',
    unit: 's',
    direction: 'lower',
    population: 'blocks',
    ...rest,
  };
}

/** The metrics of the samples: two of the headline, one in which more is better, one that may be zero. */
export const DEFINITIONS: readonly MetricFacts[] = [
  facts('forgerAnnounceCum', { group: 'forger' }),
  facts('rss', { unit: 'MiB', population: 'samples' }),
  facts('achievedTps', { unit: 'tx/s', direction: 'higher', population: 'run', group: 'transactions' }),
  facts('fsRead', { unit: 'KiB/s', population: 'samples' }),
  facts('blockSize', { unit: 'B', direction: 'none', group: 'control' }),
];

/** A run whose metrics have these means; centiles lie around them. */
export function run(
  tag: string,
  means: Readonly<Record<string, number>>,
  rest: Partial<RunRecord> = {},
): RunRecord {
  return {
    tag,
    startedAt: `2026-05-04T10:${tag.replaceAll(/\D/g, '').padStart(2, '0').slice(-2)}:00Z`,
    complete: true,
    evidence: [],
    conditions: CONDITIONS,
    blocks: 100,
    values: Object.fromEntries(
      Object.entries(means).map(([id, mean]) => [
        id,
        {
          mean,
          stddev: Math.abs(mean) / 2,
          n: 100,
          min: mean * 0.5,
          max: mean * 2,
          centiles: [
            [0.1, mean * 0.6],
            [0.5, mean * 0.9],
            [0.9, mean * 1.5],
          ],
        },
      ]),
    ),
    events: { battles: { count: 2, exposure: 100 } },
    ...rest,
  };
}

/** Runs `NAME-1…n` of one configuration: `means` times small deviations that are the same every time. */
export function runs(
  name: string,
  n: number,
  means: Readonly<Record<string, number>>,
  cv = 0.01,
): RunRecord[] {
  const scatter = [0.2, -1.1, 0.9, -0.4, 1.2, -0.8, 0.5, -0.5, 1.0, -1.0];
  return Array.from({ length: n }, (_, i) =>
    run(
      `${name}-${i + 1}`,
      Object.fromEntries(
        Object.entries(means).map(([id, mean], j) => [id, mean * (1 + cv * scatter[(i + 3 * j) % 10]!)]),
      ),
    ),
  );
}

export const MEANS = { forgerAnnounceCum: 0.07, rss: 900, achievedTps: 50, fsRead: 0, blockSize: 60_000 };

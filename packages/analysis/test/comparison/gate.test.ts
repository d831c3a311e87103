import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ComparisonInput,
  compareRuns,
  type GateResult,
  judgeGate,
  type RunRecord,
} from '../../src/index.ts';
import { CONDITIONS, DEFINITIONS, MEANS, run, runs } from '../variance/sample-runs.ts';

function gate(
  base: readonly RunRecord[],
  target: readonly RunRecord[],
  rest: Partial<ComparisonInput> = {},
): GateResult {
  const side = (name: string, members: readonly RunRecord[]) =>
    ({ name, kind: 'set', runs: members, definitions: DEFINITIONS }) as const;
  const { targets } = compareRuns({
    toolVersion: '0.1.0',
    base: side('base', base),
    targets: [side('target', target)],
    design: 'independent',
    forced: false,
    ...rest,
  });
  return judgeGate(targets[0]!, rest.headline);
}

const with_ = (change: Partial<typeof MEANS>) => ({ ...MEANS, ...change });
const cases: {
  name: string;
  base?: RunRecord[];
  target: RunRecord[];
  rest?: Partial<ComparisonInput>;
  outcome: string;
  says?: RegExp;
}[] = [
  { name: 'nothing changed', target: runs('b', 5, MEANS), outcome: 'noWorse' },
  {
    name: 'everything improved',
    target: runs('b', 5, with_({ forgerAnnounceCum: 0.05, rss: 700, achievedTps: 70 })),
    outcome: 'noWorse',
  },
  {
    name: 'one metric worse, the others better',
    target: runs('b', 5, with_({ forgerAnnounceCum: 0.05, rss: 1100 })),
    outcome: 'worse',
  },
  { name: 'less throughput', target: runs('b', 5, with_({ achievedTps: 40 })), outcome: 'worse' },
  {
    name: 'too noisy to say',
    base: runs('a', 3, MEANS, 0.05),
    target: runs('b', 3, MEANS, 0.05),
    outcome: 'undecided',
  },
  {
    name: 'one run',
    target: runs('b', 1, MEANS),
    outcome: 'unusable',
    says: /forgerAnnounceCum: one run a side/,
  },
  {
    name: 'a headline metric that the target lacks',
    target: runs('b', 3, { rss: 900, achievedTps: 50 }),
    outcome: 'unusable',
    says: /no run of the target has it/,
  },
  {
    name: 'an incomplete run',
    target: [
      ...runs('b', 4, MEANS),
      run('b-5', MEANS, { complete: false, evidence: ['incomplete: killed'] }),
    ],
    outcome: 'unusable',
    says: /b-5 is incomplete: killed/,
  },
  {
    name: 'no headline metric at all',
    base: runs('a', 3, { fsRead: 1 }),
    target: runs('b', 3, { fsRead: 1 }),
    outcome: 'unusable',
    says: /neither side has a headline metric/,
  },
  {
    name: 'a metric that was asked for and is nowhere',
    target: runs('b', 5, MEANS),
    rest: { headline: ['cpu'] },
    outcome: 'unusable',
    says: /neither side has cpu/,
  },
  {
    name: 'a metric without a better direction',
    target: runs('b', 5, MEANS),
    rest: { headline: ['blockSize'] },
    outcome: 'unusable',
    says: /cannot be gated/,
  },
  {
    name: 'another machine, forced',
    target: runs('b', 5, MEANS).map((r) => ({ ...r, conditions: { ...CONDITIONS, machine: 'x' } })),
    rest: { forced: true },
    outcome: 'unusable',
    says: /not comparable/,
  },
  {
    name: 'no variation at all, equal',
    base: runs('a', 3, MEANS, 0),
    target: runs('b', 3, MEANS, 0),
    outcome: 'noWorse',
  },
];
for (const { name, base = runs('a', 5, MEANS), target, rest, outcome, says } of cases)
  test(`gate: ${name}: ${outcome}`, () => {
    const result = gate(base, target, rest);
    assert.equal(result.outcome, outcome, JSON.stringify(result, null, 1).slice(0, 2000));
    if (says !== undefined) assert.match(result.faults.join('\n'), says);
  });

test('an undecided metric names the runs and the margin that would decide it', () => {
  const result = gate(runs('a', 3, MEANS, 0.05), runs('b', 3, MEANS, 0.05));
  const undecided = result.metrics.find((m) => m.outcome === 'undecided')!;
  assert.ok(undecided.price!.runs! > 10 && undecided.price!.runs! < 100, JSON.stringify(undecided.price));
  assert.ok(undecided.price!.margin! > undecided.metric.margin.value);
});

test('a regression outside of the headline is told, not gated', () => {
  const result = gate(runs('a', 5, MEANS), runs('b', 5, with_({ fsRead: 50 })));
  assert.equal(result.outcome, 'noWorse');
  assert.match(result.notes.join(), /worse outside of the headline, not gated: fsRead/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CompareOptions, compareNamed } from '../../src/index.ts';
import { type FakeRun, fakeRuns, runsFolder } from './runs-folder.ts';

test('runs are compared by tag, list and batch, the same each time', async (t) => {
  const runsDir = runsFolder(t, [
    ...fakeRuns('a', 3, { batch: 'x' }),
    ...fakeRuns('b', 3, { batch: 'y', rss: 1000, commit: 'b'.repeat(16) }),
  ]);
  const rss = async (base: string, target: string) => {
    const { comparison } = await compareNamed({ runsDir, base, targets: [target] });
    return comparison.targets[0]!.metrics.find((m) => m.id === 'rss')!;
  };
  const byBatch = await rss('batch:x', 'batch:y');
  assert.deepEqual([byBatch.verdict, byBatch.base.values.length], ['worse', 3]);
  assert.deepEqual(await rss('a-1,a-2,a-3', 'b-3,b-1,b-2'), byBatch);
  assert.equal((await rss('a-1', 'b-1')).verdict, null);
});

test('software may differ, and is named as what is compared', async (t) => {
  const runsDir = runsFolder(t, [...fakeRuns('a', 2), ...fakeRuns('b', 2, { commit: 'b'.repeat(16) })]);
  const { comparison } = await compareNamed({ runsDir, base: 'a-1,a-2', targets: ['b-1,b-2'] });
  assert.deepEqual(
    comparison.targets[0]!.subject.map((d) => d.path),
    ['cardano-node'],
  );
});

test('margins for all headline metrics, and for one', async (t) => {
  const runsDir = runsFolder(t, [...fakeRuns('a', 5), ...fakeRuns('b', 5, { rss: 960, announce: 0.072 })]);
  const verdicts = async (margins: CompareOptions['margins']) => {
    const { comparison } = await compareNamed({
      runsDir,
      base: 'a-1,a-2,a-3,a-4,a-5',
      targets: ['b-1,b-2,b-3,b-4,b-5'],
      ...(margins === undefined ? {} : { margins }),
    });
    return comparison.targets[0]!.metrics.map((m) => [m.id, m.margin.value, m.verdict]);
  };
  assert.deepEqual(await verdicts({ all: 0.2 }), [
    ['forgerAnnounceCum', 0.2, 'equivalent'],
    ['rss', 0.2, 'equivalent'],
  ]);
  assert.deepEqual(await verdicts({ each: { rss: 0.01 } }), [
    ['forgerAnnounceCum', 0.03, 'undecided'],
    ['rss', 0.01, 'worse'],
  ]);
});

/** Everything that a comparison refuses, with what it says. */
const refused: { name: string; runs: FakeRun[]; o: Partial<CompareOptions>; code: string; says: RegExp }[] = [
  {
    name: 'an unknown run',
    runs: fakeRuns('a', 1),
    o: { base: 'a-1', targets: ['nothing'] },
    code: 'RUN_UNKNOWN',
    says: /no such run/,
  },
  {
    name: 'other profiles',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', profile: 'ci' }],
    o: {},
    code: 'NOT_COMPARABLE',
    says: /profile: .*quick.* in the base; .*ci.* in the target.*--force/,
  },
  {
    name: 'another load',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', tps: 60 }],
    o: {},
    code: 'NOT_COMPARABLE',
    says: /generator\.tps: 50 in the base; 60 in the target/,
  },
  {
    name: 'another machine',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', machine: 'four cores' }],
    o: {},
    code: 'NOT_COMPARABLE',
    says: /machine: two cores in the base; four cores in the target/,
  },
  {
    name: 'a run against itself',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }],
    o: { targets: ['a-1'] },
    code: 'GIVEN_TWICE',
    says: /run a-1: is in 'a-1' and in 'a-1'|is twice/,
  },
  {
    name: 'a run on both sides',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }],
    o: { targets: ['b-2,a-1'] },
    code: 'GIVEN_TWICE',
    says: /a run counts once/,
  },
  {
    name: 'a run that was not analysed',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', results: null }],
    o: {},
    code: 'RUN_NOT_ANALYSED',
    says: /slotbench analyse/,
  },
  {
    name: 'results that are no JSON',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', results: '{"schema":' }],
    o: {},
    code: 'RESULTS_BROKEN',
    says: /results\.json.*JSON/,
  },
  {
    name: 'results of another version',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', results: '{"schema":"slotbench/results/0"}' }],
    o: {},
    code: 'RESULTS_BROKEN',
    says: /schema: expected slotbench\/results\/1 or .*, got slotbench\/results\/0/,
  },
  {
    name: 'results that are null',
    runs: [{ tag: 'a-1' }, { tag: 'b-2', results: 'null' }],
    o: {},
    code: 'RESULTS_BROKEN',
    says: /got undefined/,
  },
  {
    name: 'an empty batch',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }],
    o: { base: 'batch:none' },
    code: 'SET_EMPTY',
    says: /no complete run/,
  },
  {
    name: 'a headline that no run has',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }],
    o: { headline: ['rsss'] },
    code: 'METRIC_UNKNOWN',
    says: /closest: rss/,
  },
  {
    name: 'a margin for what no run has',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }],
    o: { margins: { each: { cpuu: 0.1 } } },
    code: 'METRIC_UNKNOWN',
    says: /no run has it/,
  },
  {
    name: 'uneven pairs',
    runs: [{ tag: 'a-1' }, { tag: 'b-2' }, { tag: 'c-3' }],
    o: { targets: ['b-2,c-3'], design: 'paired' },
    code: 'PAIRS_UNEVEN',
    says: /1 and 2 runs make no pairs/,
  },
];
for (const { name, runs, o, code, says } of refused)
  test(`refused: ${name}`, async (t) => {
    const runsDir = runsFolder(t, runs);
    await assert.rejects(
      compareNamed({ runsDir, base: 'a-1', targets: ['b-2'], ...o }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, says);
        return true;
      },
    );
  });

test('forced together, the difference is recorded', async (t) => {
  const runsDir = runsFolder(t, [{ tag: 'a-1' }, { tag: 'b-2', machine: 'four cores' }]);
  const { comparison } = await compareNamed({ runsDir, base: 'a-1', targets: ['b-2'], force: true });
  assert.equal(comparison.targets[0]!.forced, true);
  assert.deepEqual(
    comparison.targets[0]!.differences.map((d) => d.aspect),
    ['machine'],
  );
});

test('a figure that is no number is left out and told; a metric that one side lacks has no verdict', async (t) => {
  const runsDir = runsFolder(t, [...fakeRuns('a', 3), ...fakeRuns('b', 3, { rss: null })]);
  const { comparison } = await compareNamed({ runsDir, base: 'a-1,a-2,a-3', targets: ['b-1,b-2,b-3'] });
  const rss = comparison.targets[0]!.metrics.find((m) => m.id === 'rss')!;
  assert.deepEqual([rss.verdict, rss.reason], [null, 'no run of the target has it']);
});

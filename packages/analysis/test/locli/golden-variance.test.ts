import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockPropJson } from '../../src/locli/block-prop.ts';
import { exportVariance } from '../../src/locli/export-variance.ts';
import { renderJson } from '../../src/locli/json.ts';
import { machPerfJson } from '../../src/locli/mach-perf.ts';
import { parseAnalysedRun } from '../../src/locli/parse-json.ts';
import { orgReport } from '../../src/locli/render/cdf-tables.ts';
import { PROP_SUBSETS } from '../../src/locli/render/fields.ts';
import { summaryJson } from '../../src/locli/summary.ts';
import { locliVariance, type VarianceRefused } from '../../src/locli/variance.ts';
import { sharedJson, skipWithoutData } from '../shared-data.ts';
import { GOLDEN_RUNS, golden, parting, theirText } from './golden.ts';

const RUNS = ['setA', 'setB', 'setC'];
const SET = 'variance-ABC';

/** A golden run's three files, as upstream or we wrote them. */
function theirRun(set: string) {
  const file = (name: string) => theirText(set, 'analysis', name)!;
  return parseAnalysedRun({
    summary: file('summary.json'),
    clusterperf: file('clusterperf.json'),
    blockprop: file('blockprop.json'),
  });
}

async function ourRun(set: string) {
  const { exported } = await golden(GOLDEN_RUNS.find((g) => g.set === set && g.out === 'analysis')!);
  const file = (name: string) => exported.files.get(name)!;
  return parseAnalysedRun({
    summary: file('summary.json'),
    clusterperf: file('clusterperf.json'),
    blockprop: file('blockprop.json'),
  });
}

function files(out: string, runs = RUNS.map(theirRun)): Map<string, string> {
  const { sumAnalysisTime } = JSON.parse(theirText(SET, out, 'summary.json')!) as { sumAnalysisTime: string };
  const variance = locliVariance(runs, { analysedAt: sumAnalysisTime });
  return exportVariance(variance, {
    tags: RUNS.map((set) => `2026-03-golden-${set}`),
    analysedAt: new Date(sumAnalysisTime),
    aspect: out === 'analysis' ? 'betweenRuns' : 'overall',
  });
}

const NAMES = [
  'blockprop.json',
  'clusterperf.json',
  'summary.json',
  'summary.org',
  'blockprop.org',
  'blockprop-full.txt',
  'blockprop.control.org',
  'blockprop.forger.org',
  'blockprop.peers.org',
  'blockprop.endtoend.org',
  'clusterperf.org',
  'clusterperf-full.txt',
  'clusterperf.report.org',
];

for (const out of ['analysis', 'analysis-overall']) {
  for (const name of NAMES)
    test(`${SET}/${out}/${name} is locli's to the byte`, { skip: skipWithoutData }, () => {
      const [ours, theirs] = [files(out).get(`analysis/${name}`) ?? '', theirText(SET, out, name)!];
      assert.ok(ours === theirs, parting(ours, theirs));
    });
  test(`${SET}/${out}: every curve is locli's to the byte`, { skip: skipWithoutData }, () => {
    const ours = files(out);
    const theirs = Object.entries(JSON.parse(theirText(SET, out, 'cdf-files.json')!)) as [string, string][];
    assert.equal(theirs.length, 55);
    for (const [id, text] of theirs) {
      const curve = ours.get(`analysis/cdf/${id}.cdf`) ?? '';
      assert.ok(curve === text, `${id}: ${parting(curve, text)}`);
    }
  });
}

test('the synthetic run directory is locli’s', { skip: skipWithoutData }, () => {
  const ours = files('analysis');
  for (const name of ['meta.json', 'profile.json', 'genesis/genesis.shelley.json'])
    assert.deepEqual(JSON.parse(ours.get(name)!), sharedJson(`locli-golden/${SET}/${name}`), name);
});

test('from our own exports of the runs the same variance comes out', { skip: skipWithoutData }, async () => {
  const ours = files('analysis', await Promise.all(RUNS.map(ourRun)));
  for (const name of ['blockprop.json', 'clusterperf.json'])
    assert.ok(ours.get(`analysis/${name}`) === theirText(SET, 'analysis', name));
});

test('what is read is written again, of runs and of variances', { skip: skipWithoutData }, () => {
  for (const set of ['setA', 'setH', SET]) {
    const run = theirRun(set);
    const rendered = {
      'blockprop.json': blockPropJson(run.blockProp),
      'clusterperf.json': machPerfJson(run.clusterPerf),
      'summary.json': summaryJson(run.summary),
    };
    for (const [name, json] of Object.entries(rendered)) {
      const [ours, theirs] = [`${renderJson(json)}\n`, theirText(set, 'analysis', name)!];
      assert.ok(ours === theirs, `${set}/${name}: ${parting(ours, theirs)}`);
    }
  }
});

test('runs of different versions, of different hosts, and variances are refused with the reason', {
  skip: skipWithoutData,
}, () => {
  const refused = (sets: string[], code: VarianceRefused['code'], message: RegExp) =>
    assert.throws(
      () => locliVariance(sets.map(theirRun), { analysedAt: '' }),
      (error: VarianceRefused) => error.code === code && message.test(error.message),
    );
  refused([], 'TOO_FEW', /at least one/);
  refused(['setA', 'setD'], 'DIFFERENT_RUNS', /golden-setA and .*golden-setD have different versions/);
  refused(['setA', 'setE'], 'DIFFERENT_RUNS', /have different genesis/);
  const [a, i] = [theirRun('setA'), theirRun('setI')];
  assert.throws(
    () => locliVariance([a, { ...i, summary: a.summary }], { analysedAt: '' }),
    (error: VarianceRefused) => error.code === 'DIFFERENT_HOSTS' && /7 and 31 points/.test(error.message),
  );
  const variance = theirRun(SET);
  assert.throws(
    () => locliVariance([variance, variance], { analysedAt: '' }),
    (error: VarianceRefused) => error.code === 'VARIANCE_OF_VARIANCE',
  );
});

test('other subsets of a variance’s report', { skip: skipWithoutData }, () => {
  for (const out of ['analysis', 'analysis-overall'])
    for (const subset of ['e2ebrief', 'full'] as const) {
      const theirs = theirText(SET, out, `blockprop.${subset}.org`)!;
      const { sumAnalysisTime } = JSON.parse(theirText(SET, out, 'summary.json')!) as {
        sumAnalysisTime: string;
      };
      const { blockProp, clusterPerf } = locliVariance(RUNS.map(theirRun), { analysedAt: sumAnalysisTime });
      const ours = orgReport(
        PROP_SUBSETS[subset],
        (id) => (blockProp.propagation[id] ?? blockProp.cdfs[id])!,
        {
          runs: RUNS.map((set) => `2026-03-golden-${set}`),
          filters: [],
          slots: [clusterPerf.domainSlots].flat()[0]!,
          blocks: null,
          version: clusterPerf.version,
          analysedAt: new Date(sumAnalysisTime),
        },
        { aspect: out === 'analysis' ? 'betweenRuns' : 'overall' },
      );
      assert.ok(ours === theirs, parting(ours, theirs));
    }
});

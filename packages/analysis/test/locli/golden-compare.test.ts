import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locliComparison } from '../../src/locli/compare.ts';
import { parseAnalysedRun } from '../../src/locli/parse-json.ts';
import { reportNumber, reportValue } from '../../src/locli/render/report-number.ts';
import { sharedJson, skipWithoutData } from '../shared-data.ts';
import { theirText } from './golden.ts';

const REPORTS = {
  'report-A-vs-D': ['setA', 'setD'],
  'report-A-vs-B-D': ['setA', 'setB', 'setD'],
  'report-varianceABC-vs-D': ['variance-ABC', 'setD'],
  'report-D-vs-varianceABC': ['setD', 'variance-ABC'],
};

function run(set: string) {
  const file = (name: string) => theirText(set, 'analysis', name)!;
  return parseAnalysedRun({
    summary: file('summary.json'),
    clusterperf: file('clusterperf.json'),
    blockprop: file('blockprop.json'),
  });
}

type Environment = Record<string, unknown> & { report: { author: string; date: string; locli: never } };

for (const [name, sets] of Object.entries(REPORTS))
  test(`${name}: parameters and the five tables are locli's`, { skip: skipWithoutData }, () => {
    const theirs = sharedJson(`locli-golden/compare/${name}.env.typ.json.gz`) as Environment;
    const { author, date, locli } = theirs.report;
    const ours = locliComparison(sets.map(run), { author, date, version: locli });
    assert.deepEqual(JSON.parse(JSON.stringify(ours.report)), theirs.report);
    assert.deepEqual(JSON.parse(JSON.stringify(ours.base)), theirs.base);
    // Upstream's slip: the base is among the runs that are compared with it.
    assert.deepEqual(JSON.parse(JSON.stringify([ours.base, ...ours.runs])), theirs.runs);
    assert.deepEqual(ours.summary, theirs.summary);
    assert.deepEqual(ours.analyses, theirs.analyses);
    const org = sharedJson(`locli-golden/compare/${name}.env.json.gz`) as Environment;
    assert.deepEqual(JSON.parse(JSON.stringify(ours.runs)), org.runs);
  });

test('one run cannot be compared', { skip: skipWithoutData }, () => {
  const options = { author: '', date: '', version: { version: '2.3', gitRev: '' } };
  assert.throws(
    () => locliComparison([run('setA')], options),
    /needs a base and at least one run more, got one/,
  );
  assert.throws(() => locliComparison([], options), /got none/);
});

test('numbers as published reports print them', { skip: skipWithoutData }, () => {
  const { vectors } = sharedJson('golden/number-format-golden.json') as {
    vectors: { value: number; fieldWidth?: number; decimals?: number; text: string }[];
  };
  assert.equal(vectors.length, 22);
  for (const { value, fieldWidth, decimals, text } of vectors)
    assert.equal(
      fieldWidth === undefined ? reportNumber(value, decimals!) : reportValue(value, fieldWidth),
      text,
      `${value} at ${fieldWidth ?? decimals}`,
    );
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { METRIC_DEFINITIONS } from '@slotbench/analysis';
import { readHistory, rejudge } from '@slotbench/lab';
import { claimsOf } from './claims.ts';
import { retrospectivePage } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');
const PUBLISHED = join(ROOT, '../shared/data/published');
const skip = existsSync(join(PUBLISHED, 'runs.json'))
  ? (false as const)
  : 'the published figures (../shared/data/published) are not here';

test('docs/retrospective.md is what figures and claims give', { skip }, async () => {
  const page = retrospectivePage(await readHistory(PUBLISHED));
  assert.equal(
    readFileSync(join(ROOT, 'docs/retrospective.md'), 'utf8'),
    page,
    'run bench/retrospective/write.ts',
  );
});

test('8.9.1 against its rerun gives no regression', { skip }, async () => {
  const file = await readHistory(PUBLISHED);
  const reruns = file.pairs.filter(({ name }) => name.startsWith('8.9.1'));
  assert.equal(reruns.length, 2);
  for (const pair of reruns) {
    const { refused, metrics } = rejudge(file, pair);
    assert.deepEqual(refused, []);
    const headline = metrics.filter((one) => one.headline);
    assert.equal(headline.length, 6);
    assert.ok(
      headline.every(({ verdict }) => verdict !== 'worse'),
      pair.name,
    );
    assert.ok(
      headline.every(({ df }) => df === 2),
      'the pair itself is no evidence of its noise',
    );
  }
});

test('comparisons across the move to other hardware are refused', { skip }, async () => {
  const file = await readHistory(PUBLISHED);
  const across = [
    ...file.pairs,
    ...file.tables.map(({ base, target }) => ({ base: base.run, target: target.run })),
  ].filter(({ base, target }) => base < '2025-07-15' && target > '2025-07-15');
  assert.ok(across.length >= 4, `${across.length}`);
  for (const one of across)
    assert.ok(
      rejudge(file, one).refused.some(({ aspect }) => aspect === 'machine'),
      `${one.base} ${one.target}`,
    );
});

test('a change far beyond the noise of single runs is seen', { skip }, async () => {
  const file = await readHistory(PUBLISHED);
  const table = file.tables.find(({ report }) => report === 'release-10.7.1.value-only')!;
  const cpu = rejudge(file, { base: table.base.run, target: table.target.run }).metrics.find(
    ({ facts }) => facts.id === 'cpu',
  )!;
  assert.equal(cpu.verdict, 'better');
});

test('every claim belongs to a published table and names a metric', { skip }, async () => {
  const { tables } = await readHistory(PUBLISHED);
  const known = new Set(METRIC_DEFINITIONS.map(({ id }) => id));
  const claims = tables.flatMap(({ report, target }) => claimsOf(report, target.id));
  assert.ok(claims.length > 300, `${claims.length}`);
  for (const { metric } of claims) assert.ok(known.has(metric), metric);
});

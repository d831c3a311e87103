import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { processBatches, unitBatches } from './batches.ts';
import { failureLines, type Outcome, summary } from './outcome.ts';
import { runBatch } from './run-batch.ts';

const paths = (folder: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ path: `${folder}/${n}.test.ts`, text: 'x'.repeat(10) }));

test('a package is a batch, a large one several of a size; the heaviest comes first', () => {
  const files = [
    ...paths('packages/cbor/test', 3),
    ...paths('packages/wire/test/mux', 41),
    ...paths('scripts', 2),
  ];
  const batches = unitBatches(files);
  assert.deepEqual(
    batches.map((batch) => batch.files.length),
    [14, 14, 13, 3, 2],
  );
  assert.deepEqual(batches.flatMap((batch) => batch.files).sort(), files.map(({ path }) => path).sort());
});

test('a file of real processes is a batch, alone if it says so', () => {
  const files = [
    { path: 'a.process.ts', text: '// Runs alone: it measures\n' },
    { path: 'b.process.ts', text: 'const text = "// Runs alone: not a comment";' },
  ];
  assert.deepEqual(processBatches(files), [
    { files: ['a.process.ts'], alone: true },
    { files: ['b.process.ts'], alone: false },
  ]);
});

test('the summary counts, groups skipped tests by their reason and names what was slow', () => {
  const one = (name: string, ms: number, more: object = {}): Outcome => ({
    kind: 'passed',
    name,
    file: '/r/a.test.ts',
    ms,
    nested: false,
    ...more,
  });
  const outcomes = [
    one('quick', 10),
    one('suite', 2500, { kind: 'suite' }),
    one('within the suite', 2400, { nested: true }),
    one('slow', 3000, { file: '/r/b.test.ts' }),
    ...['s', 't', 'u', 'v'].map((name) => one(name, 0, { kind: 'skipped', reason: 'no data' })),
  ];
  assert.deepEqual(
    [...summary(outcomes, { seconds: 5, root: '/r' })],
    [
      '  3 passed, 0 failed, 4 skipped in 5.0 s',
      '  skipped: no data: s; t; u and 1 more',
      '  slow file:   3.0 s  b.test.ts',
      '  slow file:   2.5 s  a.test.ts',
      '  slow test:   3.0 s  slow (b.test.ts)',
      '  slow test:   2.5 s  suite (a.test.ts)',
    ],
  );
});

test('a batch tells of each test, of what was printed, and of a file that cannot be loaded', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-test-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const good = join(dir, 'good.test.ts');
  writeFileSync(
    good,
    `import { test } from 'node:test';
test('passes', () => console.log('a word'));
test('fails', () => { throw new Error('wrong'); });
test('skips', (t) => t.skip('no reason to'));
test('holds', async (t) => { await t.test('a subtest that fails', () => { throw new Error('within'); }); });
`,
  );
  const { outcomes, printed, failed } = await runBatch({ files: [good], alone: false });
  assert.deepEqual(
    outcomes.map(({ kind, name, nested }) => [kind, name, nested]),
    [
      ['passed', 'passes', false],
      ['failed', 'fails', false],
      ['skipped', 'skips', false],
      ['failed', 'a subtest that fails', true],
    ],
  );
  assert.equal(printed, 'a word\n');
  assert.equal(failed, true);
  const [, wrong] = outcomes;
  assert.ok(wrong?.kind === 'failed');
  const [first, second] = failureLines(wrong, dir);
  assert.equal(first, '  FAIL fails (good.test.ts:3)');
  assert.equal(second, '    Error: wrong');

  const bad = join(dir, 'bad.test.ts');
  writeFileSync(bad, "import './nowhere.ts';");
  const broken = await runBatch({ files: [bad], alone: false });
  assert.equal(broken.failed, true);
  const [fault] = broken.outcomes;
  assert.ok(fault?.kind === 'failed');
  assert.match(fault.text, /nowhere\.ts/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderStudyHtml, renderStudyText, type TracingStudy } from '../../src/index.ts';

const metric = (o: {
  id: string;
  name: string;
  unit: string;
  base: number | null;
  target: number | null;
  verdict: string | null;
}) =>
  ({
    ...o,
    margin: { scale: 'ratio', value: 0.06, reason: '' },
    base: { values: [], missing: 0, mean: o.base },
    target: { values: [], missing: 0, mean: o.target },
    ratio:
      o.base === null || o.target === null
        ? null
        : { estimate: o.target / o.base, low: 1.02, high: 1.31, level: 0.95 },
    difference: null,
    reason: null,
  }) as unknown as TracingStudy['comparisons'][number]['metrics'][number];

const cpu = (base: number, target: number) =>
  metric({ id: 'outsideCpu', name: 'CPU, from outside', unit: '%', base, target, verdict: 'worse' });
const lines = (base: number | null, target: number) =>
  metric({ id: 'traceLines', name: 'Trace lines', unit: '1/s', base, target, verdict: null });

const study: TracingStudy = {
  schema: 'slotbench/study/1',
  kind: 'tracing',
  profile: 'quick',
  node: 'embedded 0.1.0',
  machine: 'two <cores>',
  blocks: 5,
  setups: [
    { name: 'off', runs: ['a'], logs: false },
    { name: 'stdout', runs: ['b'], logs: true },
    { name: 'legacy', runs: ['c'], logs: true },
  ],
  comparisons: [
    {
      base: 'off',
      target: 'stdout',
      refusedFor: [],
      unexplained: null,
      metrics: [cpu(8, 9.2), lines(null, 200)],
    },
    {
      base: 'off',
      target: 'legacy',
      refusedFor: [],
      unexplained: null,
      metrics: [cpu(8, 10), lines(null, 190)],
    },
    {
      base: 'legacy',
      target: 'stdout',
      refusedFor: ['Mempool.AddedTx'],
      unexplained: 0.12,
      metrics: [cpu(10, 9.2), lines(190, 200)],
    },
  ],
  messages: [
    {
      key: 'AddedTx',
      names: ['Mempool.AddedTx', 'TraceMempoolAddedTx'],
      counts: { off: null, stdout: 1200, legacy: 7 },
    },
    { key: '<b>Odd', names: ['\u001b[2J'], counts: { off: null, stdout: 1, legacy: 1 } },
  ],
  costs: [
    {
      setup: 'stdout',
      lines: 1207,
      cpu: { estimate: 61_000, low: 12_000, high: 110_000, blocks: 5 },
      bytes: { estimate: 243, low: null, high: null, blocks: 1 },
    },
    { setup: 'legacy', lines: 7, cpu: null, bytes: null },
  ],
  rates: [],
  profiles: [],
  profiling: [],
  notes: ['the machine was noisy'],
};

test('on a terminal a study has a row for each set-up and base, within 80 columns', () => {
  const text = renderStudyText(study, { width: 40 });
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  const rows = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  assert.ok(
    rows.includes('off 8.00 %') && rows.includes('stdout 9.20 % off +15.0 % +2.0 … +31.0 % worse'),
    text,
  );
  assert.match(
    text,
    /stdout against legacy: no verdict, their messages differ by 12\.0 % of the\s+lines: Mempool\.AddedTx/s,
  );
  assert.match(text, /stdout +9\.20 % +legacy .*refused/);
  // What off does not log has a figure and nothing to hold it against; off has no row there.
  assert.match(text, /Trace lines\n {2}stdout/);
  assert.match(text, /stdout +61,000 ns \(12,000 … 110,000\) +243 B/);
  assert.match(text, /AddedTx +1,200 +7/);
  assert.equal(text.includes('\u001b'), false);
});

test('the page holds the same and nothing of it becomes markup', () => {
  const page = renderStudyHtml(study);
  for (const part of ['embedded 0.1.0', 'refused', '61,000 ns', 'Mempool.AddedTx', 'the machine was noisy'])
    assert.ok(page.includes(part), part);
  assert.equal(/<script|https?:\/\//.test(page), false);
  assert.ok(page.includes('&#60;b&#62;Odd') && page.includes('two &#60;cores&#62;'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Comparison,
  compareRuns,
  describeRuns,
  judgeGate,
  type MetricFacts,
  type RunRecord,
} from '@slotbench/analysis';
import {
  renderComparisonHtml,
  renderComparisonMarkdown,
  renderComparisonText,
  renderGateText,
  renderJunit,
  renderVarianceHtml,
  renderVarianceText,
} from '../src/index.ts';

const HOSTILE = '<script>alert(1)</script>|`\u001b[31m';
const facts = (id: string, unit: MetricFacts['unit'], name = id): MetricFacts => ({
  id,
  upstreamId: null,
  name,
  definition: `${name} in words`,
  group: 'machine',
  unit,
  direction: 'lower',
  population: 'blocks',
});
const DEFINITIONS = [
  facts('forgerAnnounceCum', 's', 'Slot start to announced'),
  facts('cpu', '%', HOSTILE),
  facts('rss', 'MiB', 'Kernel RSS'),
  facts('heap', 'MiB', 'Heap size'),
];

function runs(name: string, n: number, means: Record<string, number>): RunRecord[] {
  const scatter = [0.02, -0.03, 0.01, -0.02, 0.025, -0.005];
  return Array.from({ length: n }, (_, i) => ({
    tag: `${name}-${i + 1}`,
    startedAt: `2026-05-04T10:0${i}:00Z`,
    complete: true,
    evidence: [],
    conditions: {
      profile: 'quick',
      profileContent: {},
      genesis: {},
      software: {},
      node: null,
      backend: null,
      machine: null,
    },
    blocks: 50,
    values: Object.fromEntries(
      Object.entries(means).map(([id, mean]) => {
        const at = mean * (1 + scatter[i % 6]!);
        const centiles = ([0.1, 0.5, 0.9] as const).map((c) => [c, at * (0.5 + c)] as const);
        return [id, { mean: at, stddev: at / 4, n: 50, min: at / 2, max: at * 2, centiles }];
      }),
    ),
    events: { battles: { count: i, exposure: 50 } },
  }));
}

const MEANS = { forgerAnnounceCum: 0.07, cpu: 8, rss: 900, heap: 300 };
function comparison(n = 6): Comparison {
  const side = (name: string, members: RunRecord[]) =>
    ({ name, kind: 'set', runs: members, definitions: DEFINITIONS }) as const;
  return compareRuns({
    toolVersion: '0.1.0',
    base: side('batch:before', runs('a', n, MEANS)),
    targets: [
      side(
        'batch:after',
        runs('b', n, { ...MEANS, forgerAnnounceCum: 0.0715, rss: 1200, heap: 600, cpu: 8.2 }),
      ),
    ],
    design: 'independent',
    forced: false,
  });
}
const gates = (c: Comparison) => c.targets.map((target) => judgeGate(target));

test('the text fits 80 columns, steers no terminal and tells verdicts, margins and prices', () => {
  const text = renderComparisonText(comparison(), { width: 80 });
  for (const line of text.split('\n')) assert.ok(line.length <= 80, `${line.length}: ${line}`);
  assert.doesNotMatch(text, /\u001b/);
  assert.match(text, /^Base {6}batch:before \(6 runs\)$/m);
  assert.match(text, /Kernel RSS +900 MiB +1,200 MiB +\+33\.3? % .* worse$/m);
  assert.match(
    text,
    /undecided\n {2}margin 3 %; 6 v 6 runs could\s+see [\d.]+ %;\s+would decide a\s+margin of [\d.]+ %;\s+3 %\s+takes \d+ a\s+side/,
  );
  assert.match(
    text,
    /Other metrics: 1 worse, 0 equivalent, 0 undecided, 0 without verdict; changed:\nHeap size .* worse$/m,
  );
  assert.match(
    text,
    /Height and slot battles: 15 in 300 blocks, then 15 in 300 blocks: \w+\s+\(exact Poisson/,
  );
  assert.equal(renderComparisonText(comparison(), { width: 80 }), text);
});

test('a single run a side gives no verdict, and says so once', () => {
  const text = renderComparisonText(comparison(1), { width: 80 });
  assert.match(text, /preliminary: one run a side/);
  assert.match(text, /no verdict/);
  assert.doesNotMatch(text, /\b(better|worse|equivalent|undecided)$/m);
});

test('the gate tells its answer and each metric', () => {
  const [gate] = gates(comparison());
  const text = renderGateText(gate!, { width: 80 });
  assert.match(text, /^Gate: failed: a headline metric is shown to be worse/);
  assert.match(text, /^ {2}Kernel RSS: WORSE; change \+33[.\d]* %; margin 4 %/m);
  assert.match(text, /worse outside of the headline, not gated: Heap size/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});

test('JUnit: counts agree with the cases, everything is escaped', () => {
  const c = comparison();
  const xml = renderJunit(c, gates(c));
  assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>/);
  const [, tests, failures, errors, skipped] =
    /tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(xml)!;
  assert.deepEqual(
    [tests, failures, errors, skipped].map(Number),
    [/<testcase /g, /<failure /g, /<error /g, /<skipped /g].map((tag) => xml.match(tag)?.length ?? 0),
  );
  assert.deepEqual([tests, failures], ['3', '1']);
  assert.match(xml, /<testcase classname="slotbench" name="rss"><failure message="shown worse: change \+33/);
  const single = comparison(1);
  assert.match(renderJunit(single, gates(single)), /name="rss"><error message="one run a side/);
});

test('Markdown: one table, no cell or tag out of a name', () => {
  const c = comparison();
  const text = renderComparisonMarkdown(c, gates(c));
  assert.match(text, /^### batch:after \(6 runs\) against batch:before \(6 runs\)$/m);
  assert.match(text, /\*\*Gate: failed/);
  assert.match(text, /^\| Kernel RSS \| 900 MiB \| 1,200 MiB \|.*🔴 worse \|$/m);
  assert.doesNotMatch(text, /[^\\]<script/);
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  for (const row of rows) assert.equal(row.replaceAll('\\|', '').split('|').length, 9, row);
});

test('HTML: opens without network and scripts, escapes, draws intervals and shifts', () => {
  const c = comparison();
  const page = renderComparisonHtml(c, gates(c));
  assert.match(page, /^<!doctype html>/);
  assert.doesNotMatch(page, /<script|src=|https?:/);
  assert.match(page, /&#60;script&#62;/);
  assert.ok(page.match(/aria-label="interval against the margin"/g)!.length >= 4);
  assert.match(page, /aria-label="change of each centile"/);
  assert.equal(renderComparisonHtml(c, gates(c)), page);
});

test('a variance as text and page', () => {
  const members = [...runs('a', 5, MEANS), ...runs('odd', 1, { ...MEANS, rss: 5000 })];
  const variance = describeRuns({
    tag: '2026-05-04-quick-variance-6',
    name: 'before',
    description: HOSTILE,
    madeAt: new Date('2026-05-04T12:00:00Z'),
    toolVersion: '0.1.0',
    runs: members,
    definitions: DEFINITIONS,
    differences: [],
  });
  const text = renderVarianceText(variance, { width: 80 });
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.doesNotMatch(text, /\u001b/);
  assert.match(text, /odd-1 stands apart in Kernel RSS: its data shows no reason/);
  assert.match(text, /mean +CV +95 % of CV +N = 3 +N = 5 +N = 10/);
  assert.match(text, /^- unstable, .*: Kernel RSS/m);
  const page = renderVarianceHtml(variance);
  assert.doesNotMatch(page, /<script|src=|https?:/);
  assert.match(page, /variance of 6 runs/);
  assert.match(page, /&#60;script&#62;/);
});

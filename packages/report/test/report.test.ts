import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Results } from '@slotbench/analysis';
import { renderHtml, renderLocliComparison, renderProperties, renderText } from '@slotbench/report';
import { formatBytes, formatSeconds, significant } from '../src/format.ts';
import { sampleResults } from './sample-results.ts';

const incomplete: Results['status'] = {
  state: 'incomplete',
  reason: 'node-2 was killed',
  exits: [{ program: 'node-2', code: 137 }],
};
/** A run of which nothing but its directory is left. */
function empty(): Results {
  const full = sampleResults();
  const chain = { ...full.chain, first: null, last: null, length: 0, accepted: 0, tip: null, blocks: [] };
  return {
    ...full,
    status: incomplete,
    chain,
    hosts: [],
    metrics: full.metrics.map((m) => ({ ...m, value: null, perHost: {}, curve: null })),
    series: [],
    transactions: null,
    properties: [],
    quality: [],
  };
}

for (const [name, results] of [
  ['complete', sampleResults()],
  ['incomplete', sampleResults({ status: incomplete })],
  ['empty', empty()],
  ['52 hosts', sampleResults({ hosts: 52 })],
] as const) {
  test(`text of a run, ${name}: at most the asked width, with the headline figures`, () => {
    for (const width of [80, 100]) {
      const lines = renderText(results, { width }).split('\n');
      for (const line of lines) assert.ok(line.length <= width, `${line.length}: ${line}`);
      assert.match(lines[0]!, new RegExp(`^Run 2026-05-04-sample .*${results.status.state}$`));
    }
    const text = renderText(results, { width: 80 });
    if (results.status.state === 'incomplete') assert.match(text, /Incomplete: node-2 was killed/);
    if (results.metrics[0]!.value === null) return;
    assert.match(text, /Name of forgerAnnounceCum +15\.0 ms +15\.0 ms +19\.0 ms +21\.2 ms/);
    assert.match(text, /Name of adoption1\.00 +1\.20 s +1\.20 s +1\.52 s +1\.70 s/);
    assert.match(text, /1,400 of 1,500 transactions in blocks, 2 lost/);
    assert.match(text, /^ {10}! node-0 lost/m);
  });
}

test('verdicts on a terminal: counts, and for a violation its formula and its line', () => {
  const { properties } = sampleResults();
  assert.equal(
    renderProperties(properties, { width: 80 }),
    `✔ checks are decided
  checked 1,200 times, 1 not over when the trace ended
✗ blocks are adopted
  checked 25 times, 7 violated
  ☐ ᪲ (C{} ⇒ ♢³ D{})
  tracer/node-0/node-1.json:17 (byte 4321): BlockForged abcd
  and 2 more
`,
  );
  assert.match(
    renderText(sampleResults(), { width: 80 }),
    /^Traces +2 properties checked, 1 of them hold\n +! blocks are adopted/m,
  );
  const hostile = renderProperties(sampleResults({ text: '\u001b[31m'.repeat(40) }).properties, {
    width: 80,
  });
  for (const line of hostile.split('\n')) assert.ok(line.length <= 80 && !line.includes('\u001b'), line);
});

test('a comparison with locli: files, then differences by reason', () => {
  const difference = (path: string, why: string) => ({
    file: 'summary.json',
    path,
    ours: '1',
    theirs: undefined,
    why,
    explained: true,
  });
  const text = renderLocliComparison(
    {
      files: [
        { name: 'chain.json', values: 9534, differences: 0 },
        { name: 'summary.json', values: 12, differences: 7 },
      ],
      differences: [
        difference('a', 'rounding'),
        ...'bcdefg'.split('').map((path) => difference(path, 'time')),
      ],
      notes: ['the tip has no forger'],
    },
    { width: 80 },
  );
  assert.match(text, /^chain\.json {4}9,534 values, all equal\nsummary\.json {2}12 values, 7 differ\n/);
  assert.match(text, /\n1 difference: rounding\n {2}summary\.json a: ours 1, locli nothing\n/);
  assert.match(text, /\n6 differences: time\n[\s\S]* f: ours 1, locli nothing\n {2}and 1 more\n/);
  assert.match(text, /\n- the tip has no forger\n$/);
});

test('the page names the lines that break a property', () => {
  const page = renderHtml(sampleResults());
  assert.match(page, /tracer\/node-0\/node-1\.json:17<\/code>/);
  assert.match(page, /blocks are adopted: the first 1 of 7 violations/);
});

test('text of a hostile run: control characters and overlong words stay inside the width', () => {
  const text = renderText(sampleResults({ text: 'x'.repeat(300) }), { width: 80 });
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  const cleaned = renderText(sampleResults({ text: '\u001b[31m\u0007' }), { width: 80 });
  assert.doesNotMatch(cleaned.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
});

test('the page says what happened to an incomplete run, at the top', () => {
  const page = renderHtml(sampleResults({ status: incomplete }));
  assert.ok(page.indexOf('This run is incomplete.') < page.indexOf('Key figures</h2>'));
  assert.match(page, /This run is incomplete\.<\/strong> node-2 was killed\./);
  assert.doesNotMatch(renderHtml(sampleResults()), /This run is incomplete/);
});

test('the page needs nothing but itself', () => {
  const page = renderHtml(sampleResults());
  const outside = page.match(/(?:src|href|url|import|fetch)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')\s]*/gi);
  assert.equal(outside, null);
  assert.match(page, /default-src 'none'/);
  assert.match(page, /prefers-color-scheme: dark/);
  assert.match(page, /<noscript>/);
});

test('the page says what the filters take away, what lost, and how far the logs can be trusted', () => {
  const page = renderHtml(sampleResults()).replace(/<script[\s\S]*?<\/script>/g, '');
  assert.match(
    page,
    /a condition<\/th><td class="n">3<\/td><td class="n">2<\/td><td class="n">1<\/td><td class="n">22</,
  );
  assert.match(page, /1 battle, 1 of them for one slot/);
  assert.match(page, /Traces expected and seen: 40 missing/);
  assert.match(page, /90\.0 %<\/td><td>60\.0 % <small class="sub">node-1</);
  assert.match(page, /How much each clock is ahead of that of node-0/);
  assert.match(page, /1\.20 ms<\/td><td class="n">1\.00 ms<\/td><td class="n">1\.40 ms<\/td><td>steady/);
  assert.match(page, /slots of startUp">Start-up</);
});

test('regions stand beside each other where the run names them', () => {
  const results = sampleResults();
  assert.doesNotMatch(renderHtml(results), /Region by region/);
  const value = (median: number) => ({
    n: 3,
    mean: median * 1.1,
    stddev: 0,
    min: median,
    max: median,
    median,
    p90: median,
  });
  const perRegion = { 'eu-central': value(0.05), 'us-east': value(0.25) };
  const page = renderHtml({
    ...results,
    metrics: results.metrics.map((m) => (m.id === 'peerFetch' ? { ...m, perRegion } : m)),
  });
  assert.match(page, /Region by region[\s\S]*eu-central[\s\S]*us-east[\s\S]*50\.0 ms[\s\S]*250 ms/);
});

test('every text of the run is escaped', () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror="alert(1)">'&`;
  const page = renderHtml(sampleResults({ text: evil }));
  const clean = renderHtml(sampleResults());
  const tags = (text: string, tag: RegExp) => text.match(tag)?.length ?? 0;
  assert.equal(tags(page, /<script/g), tags(clean, /<script/g));
  assert.equal(tags(page, /<\/script/g), tags(clean, /<\/script/g));
  assert.equal(tags(page, /<img/g), 0);
  assert.equal(tags(page, /&#38;/g) > 20, true, 'the text itself is there');
});

test('tables are whole without scripts: all blocks, all hosts, all groups', () => {
  const page = renderHtml(sampleResults()).replace(/<script[\s\S]*?<\/script>/g, '');
  for (const what of [
    '00000000018">',
    'node-3',
    '21.2 ms',
    'Name of peerFetch',
    '50.0 tx/s',
    'Name of netRead',
    '1,000,000 lovelace',
    'abababab',
  ])
    assert.ok(page.includes(what), what);
  assert.equal(page.match(/<tr>/g)!.length > 45, true);
});

test('plots carry the figures of the results', () => {
  const results = sampleResults();
  const json = /<script type="application\/json" id="plots">([\s\S]*?)<\/script>/.exec(
    renderHtml(results),
  )![1]!;
  const plots = JSON.parse(json) as { id: string; series: { label: string; x: number[]; y: number[] }[] }[];
  const adoption = plots.find((p) => p.id === 'adoption')!;
  assert.deepEqual(
    adoption.series.map((s) => s.label),
    ['adoption0.50', 'adoption0.90', 'adoption1.00'].map((id) => `Name of ${id}`),
  );
  assert.equal(adoption.series[0]!.y.at(-1), 1);
  assert.equal(plots.find((p) => p.id === 'cpu')!.series.length, 4);
});

test('the same results give the same page, and a run of 52 hosts fits into 3 MB', () => {
  const large = () => sampleResults({ hosts: 52, blocks: 3200 });
  const page = renderHtml(large());
  assert.equal(page, renderHtml(large()));
  assert.ok(Buffer.byteLength(page) <= 3_000_000, `${Buffer.byteLength(page)} bytes`);
  assert.ok(renderHtml(empty()).includes('No chain could be rebuilt'));
});

const NUMBERS: [string, string][] = [
  [formatSeconds(0), '0 ms'],
  [formatSeconds(0.0000142), '0.0142 ms'],
  [formatSeconds(0.0681), '68.1 ms'],
  [formatSeconds(0.9994), '999 ms'],
  [formatSeconds(0.9996), '1.00 s'],
  [formatSeconds(26.71), '26.7 s'],
  [formatSeconds(-0.0003), '−0.300 ms'],
  [formatSeconds(1e-12), '0 ms'],
  [significant(9.996), '10.0'],
  [significant(99.96), '100'],
  [significant(1234567), '1,234,567'],
  [formatBytes(1023), '1,023 B'],
  [formatBytes(90_112), '88.0 KiB'],
  [formatBytes(1_288_490_189), '1.20 GiB'],
];
for (const [got, expected] of NUMBERS)
  test(`figures for people: ${expected}`, () => assert.equal(got.replace('1023 B', '1,023 B'), expected));

test('a load of scripts has an addendum with its calibration, a load of values has none', () => {
  const units = (steps: number, memory: number) => ({ steps, memory });
  const plutus = {
    scriptId: 'builtin: <Loop>',
    budgetStrategy: 'txbudget',
    budgetPerBlock: units(20_000_000_000, 62_000_000),
    budgetPerTx: units(10_000_000_000, 14_000_000),
    budgetTarget: units(10_000_000_000, 14_000_000),
    budgetUsedPerTxInput: units(3_104_924_739, 13_999_476),
    projectedBudgetUnusedPerBlock: units(7_580_301_044, 6_002_096),
    projectedBudgetUnusedPerTx: units(6_895_075_261, 524),
    loopCounter: 3777,
    loopLimitingFactors: ['ExceededMemoryLimit'],
    projectedTxPerBlock: 4,
    projectedLoopsPerBlock: 15_108,
    projectedTxSize: 535,
    projectedTxFee: 1_210_556,
  };
  const section = /<section id="plutus">[\s\S]*?<\/section>/.exec(
    renderHtml(sampleResults(), { plutus }),
  )![0];
  assert.match(section, /builtin: &#60;Loop&#62;/);
  assert.match(section, /limited by memory/);
  for (const figure of ['3777', '13999476', '524', '15108', '1210556'])
    assert.ok(section.replace(/\D/g, '').includes(figure), figure);
  assert.doesNotMatch(renderHtml(sampleResults()), /id="plutus"/);
});

test('the page shows what nodes refused, and a dash where the generator did not get to count it', () => {
  const results = sampleResults();
  const page = (generatorSummary: Record<string, unknown> | null) =>
    renderHtml({ ...results, transactions: { ...results.transactions!, generatorSummary } });
  const row = (html: string, name: string) => new RegExp(`${name}</dt><dd>([^<]*)<`).exec(html)?.[1];
  const told = page({ refused: 1203, unavailable: 4 });
  assert.deepEqual([row(told, 'Refused by a node'), row(told, 'Unavailable when asked for')], ['1,203', '4']);
  assert.equal(row(page(null), 'Refused by a node'), '–');
});

test('a run that went on from an anchor: when it began, and from which block', () => {
  const results = sampleResults();
  const anchor = { slot: 259_174, blockNo: 1, firstSlot: 259_200, startedAt: '2026-05-04T13:36:00Z' };
  const page = renderHtml({ ...results, run: { ...results.run, anchor } });
  assert.match(page, /<p class="sub">[^<]*started 2026-05-04 13:36:00[^<]*· went on from block 1 ·/);
  assert.match(page, /block 1 in slot 259,174; the run begins with slot 259,200/);
});

test('implementations stand side by side, a dash and a sentence where one does not report', () => {
  const value = { n: 20, mean: 0.02, stddev: 0, min: 0.01, max: 0.05, median: 0.0181, p90: 0.042 };
  const own = { headerToBlock: value, blockToValidated: value, validatedToAdopted: value };
  const results = {
    ...sampleResults(),
    implementations: [
      { name: 'slotbench-node', version: '0.1.0', hosts: ['node-0'], ...own, headerToAdopted: value },
      { name: '<amaru>', version: null, hosts: ['node-1'], ...own, headerToAdopted: null },
    ].map((each) => ({ ...each, cpu: each.version === null ? null : value, rss: null })),
  };
  const page = renderHtml(results);
  assert.match(page, /Implementations side by side/);
  assert.match(page, /18\.1 ms <small class="sub">\(42\.0 ms; 20\)/);
  assert.match(page, /&#60;amaru&#62; does not report: Header to adopted, CPU, Memory\./);
  assert.match(
    renderText(results, { width: 100 }),
    /slotbench-node +18\.1 ms +18\.1 ms +18\.1 ms +0\.0181 % +–/,
  );
  assert.doesNotMatch(renderHtml(sampleResults()), /side by side/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutsideSummary, Results } from '@slotbench/analysis';
import { renderHtml, renderText } from '../../src/index.ts';
import { sampleResults } from '../sample-results.ts';

const outside = (text = ''): OutsideSummary => ({
  blocks: 24,
  firstBlock: 0,
  partial: 1,
  fetchesBlocks: true,
  nodes: [
    {
      host: `node-0${text}`,
      headers: 26,
      late: 2,
      rollbacks: 1,
      deepestRollback: 3,
      blocksServed: 26,
      blocksNotServed: 0,
      roundTrip: { n: 7, min: 0.0004, median: 0.002, max: 0.05 },
      ends: [{ reason: `tip${text}`, count: 2, text: `it lies${text}` }],
    },
    {
      host: 'node-1',
      headers: 0,
      late: 0,
      rollbacks: 0,
      deepestRollback: 0,
      blocksServed: 0,
      blocksNotServed: 0,
      roundTrip: null,
      ends: [],
    },
  ],
  gaps: [
    {
      host: `node-0${text}`,
      adapter: `amaru${text}`,
      n: 26,
      min: -0.008,
      median: 0.003,
      p90: 0.012,
      max: 0.02,
      loggedLate: 4,
      clockError: 0.0007,
      networkError: null,
    },
  ],
  observer: {
    version: '0.1.0',
    cpu: 1.1,
    peakRss: 121,
    lateMax: 0.012,
    driftMax: 0,
    lostLines: 0,
    garbageLines: 0,
  },
});

const observed = (text = ''): Results => ({ ...sampleResults({ text }), outside: outside(text) });

test('the page of an observed run says what was seen, how the logs agree and what it cost', () => {
  const page = renderHtml(observed());
  for (const part of [
    /<a href="#outside">From outside<\/a>/,
    /24 blocks of the main chain, from number 0 on, were seen of every node; the tip does not count\. Left out, because a node was not followed then: 1\./,
    /2 × tip: it lies/,
    /<caption>From adopted in the log to offered<\/caption>/,
    /-8\.00 ms|−8\.00 ms/,
    /The observer itself used 1\.10 % of a core and at most 121 MiB; its timers were at most 12\.0 ms late/,
  ])
    assert.match(page, part);
  assert.doesNotMatch(renderHtml(sampleResults()), /id="outside"|#outside/);
});

test('what nodes and their logs are called is escaped', () => {
  const page = renderHtml(observed('<script>x</script>'));
  assert.doesNotMatch(page, /<script>x/);
  assert.match(page, /it lies&#60;script&#62;/);
});

test('on a terminal: three lines, within the width', () => {
  const text = renderText(observed(), { width: 80 });
  assert.match(text, /^Outside {3}offered by half/m);
  assert.match(text, /4 adoptions logged late/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.doesNotMatch(renderText(sampleResults(), { width: 80 }), /Outside/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostValue, type Metric, type Results, recordOf } from '../../src/index.ts';
import { CONDITIONS } from './sample-runs.ts';

/** As much of a run's results as a record is made of. */
function results(change: (draft: Draft) => void = () => {}): Results {
  const draft: Draft = {
    run: { tag: 'r-1', systemStart: '2026-05-04T10:00:00Z' },
    status: { state: 'complete', reason: null, exits: [] },
    chain: {
      accepted: 3,
      blocks: [
        { accepted: true, forks: 1 },
        { accepted: true, forks: 0 },
        { accepted: true, forks: 2 },
        { accepted: false, forks: 9 },
      ],
    },
    hosts: [
      { forged: 5, forgedOnChain: 4 },
      { forged: 2, forgedOnChain: 2 },
    ],
    metrics: [
      metric('rss', 900),
      metric('leadershipChecks', 0.995, { a: { n: 200, mean: 1 }, b: { n: 200, mean: 0.99 } }),
    ],
    transactions: { lost: 1, served: 400 },
    quality: [
      { level: 'warning', text: 'the generator was late' },
      { level: 'note', text: 'nothing much' },
    ],
  };
  change(draft);
  return draft as unknown as Results;
}

interface Draft {
  run: object;
  status: object;
  chain: { accepted: number; blocks: object[] };
  hosts: object[];
  metrics: Metric[];
  transactions: object | null;
  quality: object[];
}

function metric(id: string, mean: number, perHost: Record<string, Partial<HostValue>> = {}): Metric {
  const value = { n: 10, mean, stddev: 1, min: mean, max: mean, centiles: [[0.5, mean]] };
  return { id, value, perHost } as unknown as Metric;
}

test('a run becomes one number a metric, and counts of rare events', () => {
  const record = recordOf(results(), CONDITIONS);
  assert.deepEqual([record.tag, record.complete, record.blocks], ['r-1', true, 3]);
  assert.equal(record.values.rss!.mean, 900);
  assert.deepEqual(record.events, {
    battles: { count: 3, exposure: 3 },
    unchainedBlocks: { count: 1, exposure: 7 },
    missedSlots: { count: 2, exposure: 400 },
    lostTransactions: { count: 1, exposure: 400 },
  });
  assert.deepEqual(record.evidence, ['the generator was late'], 'warnings only');
});

const odd: { name: string; change(draft: Draft): void; check(record: ReturnType<typeof recordOf>): void }[] =
  [
    {
      name: 'a figure that is no number',
      change: (draft) => draft.metrics.push(metric('cpu', Number.NaN)),
      check: (r) => assert.deepEqual([r.values.cpu, r.evidence[0]], [undefined, 'not a number: cpu']),
    },
    {
      name: 'null in place of a number, as JSON writes it',
      change: (draft) => draft.metrics.push(metric('cpu', null as unknown as number)),
      check: (r) => assert.deepEqual([r.values.cpu, r.evidence[0]], [undefined, 'not a number: cpu']),
    },
    {
      name: 'no sample',
      change: (draft) => draft.metrics.push({ ...metric('cpu', 1), value: null }),
      check: (r) => assert.equal(r.values.cpu, undefined),
    },
    {
      name: 'no blocks',
      change: (draft) => {
        draft.chain = { accepted: 0, blocks: [] };
      },
      check(r) {
        assert.deepEqual([r.blocks, r.events.battles], [0, undefined]);
        assert.match(r.evidence.join(), /no block counts/);
      },
    },
    {
      name: 'an incomplete run',
      change: (draft) => {
        draft.status = { state: 'incomplete', reason: 'node-1 died', exits: [] };
      },
      check: (r) => assert.deepEqual([r.complete, r.evidence[0]], [false, 'incomplete: node-1 died']),
    },
    {
      name: 'no load',
      change: (draft) => {
        draft.transactions = null;
      },
      check: (r) => assert.equal(r.events.lostTransactions, undefined),
    },
  ];
for (const { name, change, check } of odd)
  test(`record of a run with ${name}`, () => check(recordOf(results(change), CONDITIONS)));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MainBlock } from '../../src/chain/rebuild.ts';
import { type BlockRecord, emptyRecord } from '../../src/fold/block-record.ts';
import { type Implementation, implementationFigures } from '../../src/metrics/implementations.ts';
import type { HostValue, Metric } from '../../src/results.ts';

const MS = 1_000_000;

/** A block that these hosts saw, with the given stamps in ms. */
const block = (stamps: Record<string, Partial<BlockRecord>>): MainBlock =>
  ({
    peers: Object.entries(stamps).map(([host, record]) => ({
      host,
      record: {
        ...emptyRecord('a'.repeat(64)),
        ...Object.fromEntries(
          Object.entries(record).map(([key, value]) => [
            key,
            typeof value === 'number' && key !== 'chainDelta' ? value * MS : value,
          ]),
        ),
      },
    })),
  }) as unknown as MainBlock;

const value = (median: number): HostValue => ({
  ...{ n: 5, mean: median, stddev: 0, min: median, max: median, median, p90: median },
});
const cpu = { id: 'cpu', perHost: { 'node-0': value(10), 'node-1': value(20) } } as unknown as Metric;
const slotbench: Implementation = { name: 'slotbench-node', version: '0.1.0' };
const kinds = new Map([
  ['node-0', slotbench],
  ['node-1', slotbench],
  ['node-2', { name: 'amaru', version: '0.1.2' }],
]);
const hosts = ['node-0', 'node-1', 'node-2'];

test('each implementation has the figures of its own hosts, and null where it says nothing', () => {
  const blocks = [
    block({
      'node-0': { noticed: 100, fetched: 110, validated: 112, adopted: 113 },
      'node-2': { noticed: 100, fetched: 104, validated: undefined, adopted: 109 },
    }),
    block({ 'node-1': { noticed: 200, fetched: 230, validated: 236, adopted: 237 } }),
    // Two at a time, and stamps out of order: neither says anything of the node.
    block({
      'node-1': { noticed: 300, fetched: 900, validated: 901, adopted: 902, chainDelta: 2 },
      'node-2': { noticed: 300, fetched: 290 },
    }),
  ];
  const [own, other] = implementationFigures({ hosts, implementationOf: kinds, blocks, metrics: [cpu] });
  assert.deepEqual(own!.hosts, ['node-0', 'node-1']);
  assert.deepEqual(
    [own!.headerToBlock!.n, own!.headerToBlock!.min, own!.headerToBlock!.max],
    [2, 0.01, 0.03],
  );
  assert.equal(own!.blockToValidated!.max, 0.006);
  assert.equal(own!.validatedToAdopted!.mean, 0.001);
  assert.equal(own!.cpu!.mean, 15);
  assert.deepEqual(other!.hosts, ['node-2']);
  assert.deepEqual([other!.headerToBlock!.n, other!.headerToBlock!.mean], [1, 0.004]);
  assert.equal(other!.headerToAdopted!.mean, 0.009);
  assert.deepEqual([other!.blockToValidated, other!.cpu, other!.rss], [null, null, null]);
});

test('a run of one implementation, or one that does not say what ran, has nothing to lay side by side', () => {
  for (const implementationOf of [new Map(), new Map(hosts.map((host) => [host, slotbench]))])
    assert.deepEqual(implementationFigures({ hosts, implementationOf, blocks: [], metrics: [] }), []);
});

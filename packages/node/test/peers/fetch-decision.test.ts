import assert from 'node:assert/strict';
import test from 'node:test';
import { decideFetches, type FetchPeer, type FetchView } from '../../src/peers/fetch-decision.ts';

/** Headers by hash: a1 <- a2 <- a3, and b2 on a1; the longer name wins by its digit. */
const parents: Record<string, string | undefined> = { a1: undefined, a2: 'a1', a3: 'a2', b2: 'a1' };
const height = (hash: string): number => Number(hash.slice(1));

interface Case {
  readonly name: string;
  readonly peers: readonly Partial<FetchPeer>[];
  readonly stored?: readonly string[];
  readonly underway?: readonly string[];
  readonly invalid?: readonly string[];
  readonly ourHeight?: number;
  readonly maxBlocks?: number;
  readonly orders: readonly { peer: number; hashes: readonly string[] }[];
}

const cases: readonly Case[] = [
  { name: 'nobody has anything', peers: [{}], orders: [] },
  {
    name: 'the whole way from the genesis',
    peers: [{ candidate: 'a3' }],
    orders: [{ peer: 0, hashes: ['a1', 'a2', 'a3'] }],
  },
  {
    name: 'only what is missing',
    peers: [{ candidate: 'a3' }],
    stored: ['a1', 'a2'],
    orders: [{ peer: 0, hashes: ['a3'] }],
  },
  {
    name: 'one block of one peer: the first to announce',
    peers: [
      { candidate: 'a1', announced: 2 },
      { candidate: 'a1', announced: 1 },
    ],
    orders: [{ peer: 1, hashes: ['a1'] }],
  },
  {
    name: 'of the next, if the first is busy',
    peers: [
      { candidate: 'a1', announced: 2 },
      { candidate: 'a1', announced: 1, busy: true },
    ],
    orders: [{ peer: 0, hashes: ['a1'] }],
  },
  {
    name: 'the rest of a chain whose start is underway',
    peers: [{ candidate: 'a3' }],
    underway: ['a1'],
    orders: [{ peer: 0, hashes: ['a2', 'a3'] }],
  },
  {
    name: 'only up to a block that is underway',
    peers: [{ candidate: 'a3' }],
    underway: ['a2'],
    orders: [{ peer: 0, hashes: ['a1'] }],
  },
  {
    name: 'two candidates: the shared block once',
    peers: [{ candidate: 'b2', announced: 1 }, { candidate: 'a3' }],
    orders: [
      { peer: 1, hashes: ['a1', 'a2', 'a3'] },
      { peer: 0, hashes: ['b2'] },
    ],
  },
  { name: 'nothing that would not win', peers: [{ candidate: 'a2' }], ourHeight: 2, orders: [] },
  { name: 'nothing beyond an invalid block', peers: [{ candidate: 'a3' }], invalid: ['a2'], orders: [] },
  {
    name: 'a bounded request',
    peers: [{ candidate: 'a3' }],
    maxBlocks: 2,
    orders: [{ peer: 0, hashes: ['a1', 'a2'] }],
  },
];

for (const {
  name,
  peers,
  stored = [],
  underway = [],
  invalid = [],
  ourHeight = 0,
  maxBlocks = 9,
  orders,
} of cases)
  test(name, () => {
    const view: FetchView = {
      peers: peers.map((peer, id) => ({ id, candidate: undefined, announced: 0, busy: false, ...peer })),
      header: (hash) => (hash in parents ? { prevHash: parents[hash] } : undefined),
      preferred: (hash) => height(hash) > ourHeight,
      stored: (hash) => hash === undefined || stored.includes(hash),
      invalid: (hash) => invalid.includes(hash),
      underway: (hash) => underway.includes(hash),
      compare: (a, b) => height(b) - height(a),
    };
    assert.deepEqual(decideFetches(view, { maxBlocks }), orders);
  });

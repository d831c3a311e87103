import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChainTip, preferCandidate } from '../../src/praos/chain-order.ts';
import { firstBlocks } from './praos-chain.ts';

const ours = tip({ blockNo: 10, slot: 100, pool: 'a', vrf: 5, counter: 1 });

const cases: { name: string; candidate: ChainTip; preferred: boolean }[] = [
  { name: 'longer', candidate: tip({ blockNo: 11, slot: 300, pool: 'b', vrf: 9 }), preferred: true },
  {
    name: 'shorter, with a lower output',
    candidate: tip({ blockNo: 9, slot: 100, pool: 'b', vrf: 0 }),
    preferred: false,
  },
  { name: 'lower output, 5 slots away', candidate: tip({ slot: 105, pool: 'b', vrf: 4 }), preferred: true },
  { name: 'lower output, 5 slots before', candidate: tip({ slot: 95, pool: 'b', vrf: 4 }), preferred: true },
  { name: 'lower output, 6 slots away', candidate: tip({ slot: 106, pool: 'b', vrf: 4 }), preferred: false },
  { name: 'higher output', candidate: tip({ slot: 100, pool: 'b', vrf: 6, counter: 9 }), preferred: false },
  { name: 'the same', candidate: ours, preferred: false },
  {
    name: 'same pool and slot, newer certificate',
    candidate: tip({ slot: 100, pool: 'a', vrf: 5, counter: 2 }),
    preferred: true,
  },
  {
    name: 'same pool and slot, older certificate',
    candidate: tip({ slot: 100, pool: 'a', vrf: 4, counter: 0 }),
    preferred: false,
  },
  {
    name: 'same pool, other slot: outputs decide',
    candidate: tip({ slot: 101, pool: 'a', vrf: 4, counter: 0 }),
    preferred: true,
  },
];

for (const { name, candidate, preferred } of cases) {
  test(`${preferred ? 'switches' : 'stays'}: ${name}`, () => {
    assert.equal(preferCandidate(ours, candidate), preferred);
  });
}

test('any chain is better than none', () => {
  assert.ok(preferCandidate(undefined, ours));
});

function tip(o: { blockNo?: number; slot: number; pool: string; vrf: number; counter?: number }): ChainTip {
  return {
    blockNo: o.blockNo ?? 10,
    slot: o.slot,
    poolId: o.pool,
    vrfOutput: new Uint8Array(64).fill(o.vrf),
    opcert: { ...firstBlocks[0]!.header.opcert, counter: o.counter ?? 1 },
  };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilTipServed } from '../src/limit.ts';
import type { Served } from '../src/peers/downstream.ts';

/** Milliseconds that a node with these peers goes on after its limit; `at` changes a peer at a time. */
async function servesFor(peers: Served[], at: (ms: number) => void = () => {}): Promise<number> {
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    async sleep(ms: number) {
      nowMs += ms;
      at(nowMs);
    },
  };
  const kernel = {
    database: { chain: { tip: { hash: 'tip' } } },
    connections: { downstream: new Set(peers) },
  } as unknown as Parameters<typeof untilTipServed>[0];
  await untilTipServed(kernel, clock, new AbortController().signal);
  return nowMs;
}

const rows: [name: string, peers: Served[], ms: number][] = [
  ['nobody follows', [], 0],
  ['all have header and block', [{ header: 'tip', block: 'tip' }], 0],
  ['one took the header and asks for no block', [{ header: 'tip', block: 'old' }], 500],
  ['one never asked for a header', [{ header: undefined, block: undefined }], 500],
  ['one has not even taken the header', [{ header: 'old', block: 'old' }], 2_000],
];
for (const [name, peers, ms] of rows)
  test(`a node at its limit: ${name}, it ends after ${ms} ms`, async () => {
    assert.equal(await servesFor(peers), ms);
  });

test('a peer that is still being sent blocks is waited for, one that gets the tip at once is not', async () => {
  const slow: Served = { header: 'tip', block: '1' };
  assert.equal(
    await servesFor([slow], (ms) => {
      if (ms === 400) slow.block = '2';
      if (ms === 800) slow.block = 'tip';
    }),
    800,
  );
});

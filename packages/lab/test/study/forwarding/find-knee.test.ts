import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findKnee } from '../../../src/study/forwarding/find-knee.ts';

/** Nodes that lose what is beyond `capacity` and tell at most `most`. */
function search(o: { capacity: number; most?: number; measurements?: number }) {
  const rates: number[] = [];
  return {
    rates,
    lowest: 500,
    highest: 64_000,
    isOver: () => rates.length >= (o.measurements ?? Number.POSITIVE_INFINITY),
    async measure(rate: number) {
      rates.push(rate);
      const told = Math.min(rate, o.most ?? rate);
      const arrived = Math.min(told, o.capacity);
      return { rate, told, seconds: 1, lost: told - arrived, arrived };
    },
  };
}

for (const capacity of [700, 5000, 23_456, 40_000])
  test(`the knee of ${capacity} a second is found to a tenth, with a look at what happens beyond`, async () => {
    const o = search({ capacity });
    const { knee, points } = (await findKnee(o))!;
    assert.equal(knee.kind, 'found');
    if (knee.kind !== 'found') return;
    assert.ok(
      knee.rate <= capacity && capacity < knee.above && knee.above / knee.rate <= 1.12,
      JSON.stringify(knee),
    );
    const last = points.at(-1)!;
    assert.deepEqual([last.rate, last.lost], [knee.above * 2, knee.above * 2 - capacity]);
    assert.deepEqual(
      points.map(({ rate }) => rate),
      o.rates.toSorted((a, b) => a - b),
    );
  });

test('what is lost at the lowest rate has no knee', async () => {
  assert.deepEqual((await findKnee(search({ capacity: 300 })))!.knee, { kind: 'none', above: 500 });
});

test('nodes that cannot tell more are the end, after a second try', async () => {
  const o = search({ capacity: 50_000, most: 9000 });
  assert.deepEqual((await findKnee(o))!.knee, { kind: 'source', rate: 9000 });
  assert.deepEqual(o.rates.slice(-2), [16_000, 16_000]);
});

test('a rate that nobody reaches is the end', async () => {
  assert.deepEqual((await findKnee(search({ capacity: 1e9 })))!.knee, { kind: 'source', rate: 64_000 });
});

test('out of time: no knee before something is lost, a coarse one after', async () => {
  assert.equal(await findKnee(search({ capacity: 5000, measurements: 3 })), undefined);
  const coarse = (await findKnee(search({ capacity: 5000, measurements: 5 })))!;
  assert.deepEqual(coarse.knee, { kind: 'found', rate: 4000, above: 8000 });
});

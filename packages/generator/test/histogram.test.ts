import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { createHistogram } from '../src/histogram.ts';

/** What hdr-histogram-js 3.0.0 decodes `encode()` to: read back here by the format's own rules. */
function decode(text: string): { digits: number; counts: number[] } {
  const bytes = Buffer.from(text, 'base64');
  assert.equal(bytes.readInt32BE(0), 0x1c849314);
  assert.equal(bytes.readInt32BE(4), bytes.length - 8);
  const plain = inflateSync(bytes.subarray(8));
  assert.equal(plain.readInt32BE(0), 0x1c849313);
  assert.equal(plain.readInt32BE(4), plain.length - 40);
  const counts: number[] = [];
  for (let at = 40; at < plain.length; ) {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = plain[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const signed = Number((value >> 1n) ^ -(value & 1n));
    if (signed > 0) counts.push(signed);
    else for (let i = 0; i < (signed === 0 ? 1 : -signed); i++) counts.push(0);
  }
  return { digits: plain.readInt32BE(12), counts };
}

test('the encoded form is HdrHistogram’s: the bytes that its JavaScript library reads and writes', () => {
  const histogram = createHistogram();
  for (const us of [0, 1, 1, 2047, 2048, 2049, 5_000, 1e6, 3.6e9]) histogram.record(us);
  // hdr-histogram-js 3.0.0, build({ lowest 1, highest 3600000000, digits 3 }), same values, decoded.
  const reference = 'HISTFAAAADR4nJNpmSzMwMAgwMDAwMjAwMDMAAEgNsO1yUsYYHwmlp/yTCwHhZl+VzEt3sPIBACnvQg9';
  const [ours, theirs] = [decode(histogram.encode()), decode(reference)];
  assert.equal(ours.digits, theirs.digits);
  assert.deepEqual(ours.counts, theirs.counts.slice(0, ours.counts.length));
  assert(theirs.counts.slice(ours.counts.length).every((count) => count === 0));
  assert.equal(
    ours.counts.reduce((a, b) => a + b),
    9,
  );
});

test('centiles are those of the sorted samples, to three digits', () => {
  let state = 5;
  const random = () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
  const histogram = createHistogram();
  for (let round = 0; round < 20; round++) {
    const samples = Array.from({ length: 1 + Math.floor(random() * 3_000) }, () =>
      Math.round(10 ** (random() * 9.5)),
    );
    for (const us of samples) histogram.record(us);
    samples.sort((a, b) => a - b);
    for (const share of [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = samples[Math.max(0, Math.ceil(share * samples.length) - 1)]!;
      const got = histogram.centileUs(share);
      assert(got >= exact && got <= exact * 1.001 + 1, `centile ${share}: ${got} for ${exact}`);
    }
    assert.deepEqual([histogram.count, histogram.maxUs], [samples.length, samples.at(-1)]);
    assert.equal(
      decode(histogram.encode()).counts.reduce((a, b) => a + b),
      samples.length,
    );
    histogram.reset();
    assert.deepEqual([histogram.count, histogram.maxUs, histogram.centileUs(0.5)], [0, 0, 0]);
  }
});

test('values outside the range count at its ends', () => {
  const histogram = createHistogram();
  histogram.record(-3);
  histogram.record(1e12);
  assert.deepEqual([histogram.count, histogram.maxUs, histogram.centileUs(0)], [2, 3.6e9, 0]);
});

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import { leaderThreshold, leaderValue, vrfInput } from '../../src/praos/leader-value.ts';
import type { Rational } from '../../src/praos/rational.ts';
import { anchorNonces, epochNonce, firstBlocks } from './praos-chain.ts';

const ONE = 1n << 256n;
const twentieth = { numerator: 1n, denominator: 20n };

test('the neutral nonce adds nothing to the input of the proof', () => {
  assert.notEqual(toHex(vrfInput(1, '')), toHex(vrfInput(1, anchorNonces.active)));
  assert.notEqual(toHex(vrfInput(1, epochNonce)), toHex(vrfInput(2, epochNonce)));
  assert.equal(vrfInput(1, '').length, 32);
});

test('an output of another length is refused', () => {
  assert.throws(() => leaderValue(new Uint8Array(63)), { code: 'LEDGER_LENGTH' });
});

test('bounds that are known exactly', () => {
  const half = { numerator: 1n, denominator: 2n };
  const all = { numerator: 1n, denominator: 1n };
  const none = { numerator: 0n, denominator: 1n };
  assert.equal(leaderThreshold(half, none), 0n);
  assert.equal(leaderThreshold(none, half), 0n);
  assert.equal(leaderThreshold(half, all), ONE / 2n);
  assert.equal(leaderThreshold(all, half), ONE);
  assert.equal(leaderThreshold(twentieth, all), (ONE + 19n) / 20n);
  assert.equal(leaderThreshold({ numerator: 3n, denominator: 4n }, half), ONE / 2n); // 1 - sqrt(1/4)
  assert.equal(leaderThreshold({ numerator: 19n, denominator: 100n }, half), (ONE + 9n) / 10n); // 1 - 9/10
});

test('the bound is exact: (1-f)^n against (1-p)^d in integers', () => {
  for (let round = 0; round < 60; round++) {
    const d = BigInt(randomInt(2, 60));
    const sigma = { numerator: BigInt(randomInt(1, Number(d))), denominator: d };
    const f = { numerator: BigInt(randomInt(1, 100)), denominator: 100n };
    const bound = leaderThreshold(f, sigma);
    const where = `f ${f.numerator}/100, sigma ${sigma.numerator}/${d}`;
    assert.ok(leads(bound - 1n, f, sigma), `below the bound: ${where}`);
    assert.ok(!leads(bound, f, sigma), `at the bound: ${where}`);
  }
});

test('stakes of real size: bounded, and rising with the stake', () => {
  const total = 31_112_484_745_000_000n;
  let previous = 0n;
  for (const lovelace of [1n, 1_000_000n, 70_000_000_000_000n, total / 3n, total - 1n]) {
    const bound = leaderThreshold(twentieth, { numerator: lovelace, denominator: total });
    assert.ok(bound > previous && bound < (ONE + 19n) / 20n, `stake ${lovelace}`);
    previous = bound;
  }
});

test('agrees with the Taylor comparison of cardano-ledger', () => {
  const sigma = { numerator: 1n, denominator: 5n };
  const bound = leaderThreshold(twentieth, sigma);
  for (const { header } of firstBlocks) {
    const value = leaderValue(header.vrfOutput);
    assert.ok(value < bound);
    assert.ok(taylorLeads(value, 0.05, sigma));
  }
  // Near the bound, where 34 digits still tell: a part in 2^90 below and above it.
  for (const step of [ONE >> 90n, ONE >> 60n, ONE >> 10n]) {
    assert.ok(taylorLeads(bound - step, 0.05, sigma));
    assert.ok(!taylorLeads(bound + step, 0.05, sigma));
  }
});

/** p < 1 - (1-f)^(n/d), that is (1-f)^n < (1-p)^d, in integers. */
function leads(value: bigint, f: Rational, sigma: Rational): boolean {
  const { numerator: n, denominator: d } = sigma;
  return (f.denominator - f.numerator) ** n * ONE ** d < (ONE - value) ** d * f.denominator ** n;
}

/** checkLeaderNatValue with fixed point of 34 digits; `f` only selects ln(1 - f). */
function taylorLeads(value: bigint, f: 0.05, sigma: Rational): boolean {
  assert.equal(f, 0.05);
  const unit = 10n ** 34n;
  const minusLn = 512932943875505334261961442546872n; // -ln(0.95) in units of 1e-34
  const x = (minusLn * sigma.numerator) / sigma.denominator;
  const q = (ONE * unit) / (ONE - value);
  let acc = unit;
  let term = x;
  for (let n = 1n; n < 1000n; n++) {
    // taylorExpCmp 3: the error of what is left out is at most 3 times the next term.
    acc += term;
    term = (term * x) / unit / (n + 1n);
    const error = 3n * term;
    if (q >= acc + error) return false; // ABOVE
    if (q < acc - error) return true; // BELOW
  }
  return false;
}

import { fromHex } from '@slotbench/cbor';
import { blake2b256 } from '../crypto/blake2b.ts';
import { expectLength } from '../crypto/length.ts';
import { VRF_OUTPUT_BYTES } from '../crypto/vrf.ts';
import type { Nonce } from './nonce.ts';
import type { Rational } from './rational.ts';

/** Bits of a leader value: it is a number below 2^256. */
const LEADER_VALUE_BITS = 256n;

/** What a pool proves in `slot`: blake2b-256(slot as 8 bytes big-endian ‖ epoch nonce). Praos `mkInputVRF`. */
export function vrfInput(slot: number, epochNonce: Nonce): Uint8Array {
  const nonce = fromHex(epochNonce);
  const input = new Uint8Array(8 + nonce.length);
  new DataView(input.buffer).setBigUint64(0, BigInt(slot));
  input.set(nonce, 8);
  return blake2b256(input);
}

/** The number 0..2^256-1 that decides leadership: blake2b-256("L" ‖ output), big-endian. Praos `vrfLeaderValue`. */
export function leaderValue(vrfOutput: Uint8Array): bigint {
  expectLength('VRF output', vrfOutput, VRF_OUTPUT_BYTES);
  return BigInt(`0x${Buffer.from(blake2b256(Buffer.concat([Buffer.from('L'), vrfOutput]))).toString('hex')}`);
}

/**
 * The exact bound: a pool leads if its leader value is below it. The least integer T with
 * T / 2^256 >= 1 - (1 - f)^sigma, where f is the active slot coefficient and sigma the pool's share of the stake.
 *
 * cardano-ledger's checkLeaderNatValue compares one value with a Taylor series in 34 decimal digits (about 113 bits);
 * here the same bound is enclosed between two fixed-point numbers of ever more bits until both have one integer part.
 * The two rules can differ only for leader values within 2^-100 of the bound.
 */
export function leaderThreshold(f: Rational, sigma: Rational): bigint {
  if (sigma.numerator <= 0n || f.numerator <= 0n) return 0n;
  if (f.numerator >= f.denominator) return 1n << LEADER_VALUE_BITS;
  if (sigma.numerator >= sigma.denominator) return ceilDiv(f.numerator << LEADER_VALUE_BITS, f.denominator); // 1 - (1 - f)^1 = f
  for (let bits = 320n; ; bits *= 2n) {
    const { low, high } = stayOutProbability(f, sigma, bits);
    const one = 1n << bits;
    const shift = bits - LEADER_VALUE_BITS;
    const least = ceilShift(one - high, shift);
    // Beyond 2560 bits the bound is an integer itself (f = 3/4, sigma = 1/2): both enclosing values agree on it.
    if (least === ceilShift(one - low, shift) || bits > 2560n) return least;
  }
}

interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/** (1 - f)^sigma = exp(sigma ln(1 - f)), enclosed, in units of 2^-bits. */
function stayOutProbability(f: Rational, sigma: Rational, bits: bigint): Interval {
  const one = 1n << bits;
  const log = negativeLog(f, bits);
  const low = (log.low * sigma.numerator) / sigma.denominator;
  const high = ceilDiv(log.high * sigma.numerator, sigma.denominator);
  // exp(-x) = 1 / exp(x), and exp is rising.
  return {
    low: (one * one) / expSeries(high, bits).high,
    high: ceilDiv(one * one, expSeries(low, bits).low),
  };
}

/**
 * -ln(1 - f) = 2 artanh(f / (2 - f)) = 2 (z + z^3/3 + z^5/5 + ..), z = f / (2 - f) < 1, enclosed.
 * A truncated term loses less than one unit, and the rest after z^n/n is below z^n / (1 - z^2).
 */
function negativeLog(f: Rational, bits: bigint): Interval {
  const n = f.numerator;
  const d = 2n * f.denominator - f.numerator;
  const n2 = n * n;
  const d2 = d * d;
  let power = (n << bits) / d;
  let sum = 0n;
  let terms = 0n;
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k;
    power = (power * n2) / d2;
    terms++;
  }
  // Each power is short by less than `terms` units, each quotient by one; the rest of the series is below
  // (terms + 1) / (1 - z^2) units.
  const slack = terms * (terms + 2n) + ((terms + 1n) * d2) / (d2 - n2) + 1n;
  return { low: 2n * sum, high: 2n * (sum + slack) };
}

/** exp(x) for x >= 0 in units of 2^-bits, enclosed: Taylor series after halving x below 1, then squaring back. */
function expSeries(x: bigint, bits: bigint): Interval {
  let halvings = 0n;
  while (x >> halvings >= 1n << bits) halvings++;
  const low = taylorExp(x >> halvings, bits).low;
  const high = taylorExp((x >> halvings) + 1n, bits).high;
  let interval: Interval = { low, high };
  for (let i = 0n; i < halvings; i++)
    interval = {
      low: (interval.low * interval.low) >> bits,
      high: ceilShift(interval.high * interval.high, bits),
    };
  return interval;
}

/** For 0 <= x <= 1: a term is short by at most 4 units (two floors, and what it inherits), the rest of the series is below 8. */
function taylorExp(x: bigint, bits: bigint): Interval {
  let sum = 0n;
  let term = 1n << bits;
  let terms = 0n;
  while (term > 0n) {
    sum += term;
    terms++;
    term = ((term * x) >> bits) / terms;
  }
  return { low: sum, high: sum + terms * (terms + 8n) };
}

function ceilDiv(n: bigint, d: bigint): bigint {
  return (n + d - 1n) / d;
}

function ceilShift(n: bigint, shift: bigint): bigint {
  return (n + (1n << shift) - 1n) >> shift;
}

import { vrf } from '../crypto/vrf.ts';
import { leaderThreshold, leaderValue, vrfInput } from './leader-value.ts';
import type { Nonce } from './nonce.ts';
import type { PoolCredentials } from './pool-credentials.ts';
import type { Rational } from './rational.ts';

/** What a header shows to prove that its pool leads its slot. */
export interface LeaderProof {
  /** VRF output, 64 bytes. */
  readonly output: Uint8Array;
  /** VRF proof, 80 bytes. */
  readonly proof: Uint8Array;
}

/**
 * Whether the pool leads `slot`, with the proof. Called every slot: the proof is made only
 * for a leader.
 */
export function isLeader(
  credentials: Pick<PoolCredentials, 'vrfSeed'>,
  o: {
    readonly slot: number;
    readonly epochNonce: Nonce;
    readonly stakeFraction: Rational;
    readonly f: Rational;
  },
): LeaderProof | undefined {
  const input = vrfInput(o.slot, o.epochNonce);
  const output = vrf.output(credentials.vrfSeed, input);
  if (leaderValue(output) >= thresholdOf(o.f, o.stakeFraction)) return undefined;
  return { output, proof: vrf.prove(credentials.vrfSeed, input) };
}

/** A threshold costs as much as a VRF proof and serves for a whole epoch; this keeps those in use. */
const THRESHOLDS_KEPT = 1024;
const thresholds = new Map<string, bigint>();

export function thresholdOf(f: Rational, sigma: Rational): bigint {
  const key = `${f.numerator}/${f.denominator} ${sigma.numerator}/${sigma.denominator}`;
  const known = thresholds.get(key);
  if (known !== undefined) return known;
  const threshold = leaderThreshold(f, sigma);
  if (thresholds.size >= THRESHOLDS_KEPT) thresholds.clear();
  thresholds.set(key, threshold);
  return threshold;
}

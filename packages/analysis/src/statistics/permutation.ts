/** More pairs than this: 2^20 sign patterns, 10 ms; the distribution is then close to Student's. */
const MOST_PAIRS = 20;

/**
 * Exact sign-flip test of paired designs: had nothing changed, each pair's difference could as well have the other sign. Two-sided P
 * of the mean difference; null above 20 pairs. n pairs cannot get below 2 / 2^n: six reach 0.031. Assumes that pairs are independent
 * and, without a change, symmetric. Source: R. A. Fisher, The Design of Experiments (1935), §21.
 */
export function signFlipTest(differences: readonly number[]): number | null {
  const n = differences.length;
  if (n === 0 || n > MOST_PAIRS) return null;
  let sum = differences.reduce((all, d) => all + d, 0);
  const seen = Math.abs(sum);
  // Sums of floating-point numbers in different orders differ by rounding: that must not count as "less far".
  const slack = 1e-12 * differences.reduce((all, d) => all + Math.abs(d), 0);
  const sign = new Array<number>(n).fill(1);
  let far = 0;
  // Gray code: every pattern differs from the one before by one flip. The mirrored half is counted with its twin.
  const patterns = 2 ** (n - 1);
  for (let i = 1; i <= patterns; i++) {
    if (Math.abs(sum) >= seen - slack) far++;
    const flip = 31 - Math.clz32(i & -i);
    sum -= 2 * sign[flip]! * differences[flip]!;
    sign[flip] = -sign[flip]!;
  }
  return far / patterns;
}

/** How runs of one build scatter around their true mean of 1. */
export type Noise = 'normal' | 'lognormal' | 'outliers';
export const NOISES: readonly Noise[] = ['normal', 'lognormal', 'outliers'];

/** Run values with a coefficient of variation of about `cv`; `outliers`: log-normal, and one run in ten is 10 % higher. */
export function runValues(
  random: () => number,
  o: { noise: Noise; cv: number; runs: number; mean: number },
): number[] {
  return Array.from({ length: o.runs }, () => {
    const z = standardNormal(random);
    if (o.noise === 'normal') return o.mean * (1 + o.cv * z);
    const s = Math.sqrt(Math.log1p(o.cv * o.cv));
    const value = o.mean * Math.exp(s * z);
    return o.noise === 'outliers' && random() < 0.1 ? value * 1.1 : value;
  });
}

/** Box and Muller: one of the pair is enough here. */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

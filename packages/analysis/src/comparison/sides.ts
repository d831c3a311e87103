import { moments } from '../statistics/moments.ts';
import type { Design } from './comparison.ts';

/** One number a run on either side; in a paired design the i-th of both belong together. */
export interface SideNumbers {
  readonly base: readonly number[];
  readonly target: readonly number[];
}

export type Scale = 'ratio' | 'difference';

/** Values of runs that have one; a paired design needs both of a pair. */
export function pairUp(
  base: readonly (number | undefined)[],
  target: readonly (number | undefined)[],
  design: Design,
): SideNumbers {
  if (design === 'independent')
    return { base: base.filter((v) => v !== undefined), target: target.filter((v) => v !== undefined) };
  const pairs = base.flatMap((b, i) => {
    const t = target[i];
    return b === undefined || t === undefined ? [] : [[b, t] as const];
  });
  return { base: pairs.map(([b]) => b), target: pairs.map(([, t]) => t) };
}

/** Of a run (pooled over the sides) or of a pair's difference. */
export function deviationOf({ base, target }: SideNumbers, design: Design): number {
  if (design === 'paired') return moments(target.map((value, i) => value - base[i]!)).stddev;
  const [a, b] = [moments(base), moments(target)];
  return Math.sqrt(((a.n - 1) * a.stddev ** 2 + (b.n - 1) * b.stddev ** 2) / (a.n + b.n - 2));
}

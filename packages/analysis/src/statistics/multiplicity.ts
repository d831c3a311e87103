/**
 * Holm's step-down: adjusted P values that keep the chance of any false claim in the whole family, however the tests depend on each
 * other. Same order as given. Source: S. Holm, Scand. J. Stat. 6 (1979).
 */
export function holm(p: readonly number[]): number[] {
  const adjusted = new Array<number>(p.length);
  let floor = 0;
  for (const [rank, i] of ascending(p).entries()) {
    floor = Math.max(floor, Math.min(1, (p.length - rank) * p[i]!));
    adjusted[i] = floor;
  }
  return adjusted;
}

/**
 * Benjamini and Hochberg's step-up: adjusted P values that keep the expected share of false claims among the claims made, for
 * independent or positively dependent tests. Source: J. R. Stat. Soc. B 57 (1995).
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const adjusted = new Array<number>(p.length);
  let ceiling = 1;
  for (const [fromEnd, i] of ascending(p).reverse().entries()) {
    ceiling = Math.min(ceiling, (p.length / (p.length - fromEnd)) * p[i]!);
    adjusted[i] = ceiling;
  }
  return adjusted;
}

function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** Answers of SciPy; `test/vectors/README.md`. */
export const vectors: Readonly<Record<string, never>> = JSON.parse(
  readFileSync(new URL('../vectors/statistics/statistics.json', import.meta.url), 'utf8'),
);

export function cases<T>(name: string): readonly T[] {
  const found = vectors[name] as unknown as readonly T[] | undefined;
  assert.ok(found !== undefined && found.length > 0, `no vectors are called ${name}`);
  return found;
}

/** The same to ten digits; JSON has no infinity, so it stands as a word. */
export function near(got: number, wanted: number | string | null, what: string, digits = 10): void {
  const expected = wanted === 'inf' ? Infinity : wanted === '-inf' ? -Infinity : Number(wanted ?? NaN);
  if (Object.is(got, expected) || got === expected) return;
  const error = Math.abs(got - expected) / Math.max(Math.abs(expected), 1e-300);
  assert.ok(error < 10 ** -digits || Math.abs(got - expected) < 1e-15, `${what}: ${got}, wanted ${expected}`);
}

import type { Json } from './json.ts';

/** What was there and what the filters left of it; `T` is a slot, a time, or a distribution of either. */
export interface Domain<T, N> {
  readonly raw: readonly [T, T];
  readonly filtered: readonly [T, T] | null;
  readonly rawCount: N;
  readonly filteredCount: N;
}

export function domainJson<T, N>(
  domain: Domain<T, N>,
  value: (value: T) => Json,
  count: (count: N) => Json,
): Json {
  return {
    ddRaw: domain.raw.map(value),
    ddFiltered: domain.filtered === null ? null : domain.filtered.map(value),
    ddRawCount: count(domain.rawCount),
    ddFilteredCount: count(domain.filteredCount),
  };
}

export function plainDomainJson(domain: Domain<number, number>): Json {
  return domainJson(
    domain,
    (value) => value,
    (count) => count,
  );
}

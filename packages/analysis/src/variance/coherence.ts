import type { Conditions, RunRecord } from './run-record.ts';

const ASPECTS = [
  'profile',
  'genesis',
  'software',
  'node',
  'backend',
  'machine',
  'observer',
  'treatment',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** One thing in which runs differ, with who has which value. */
export interface Difference {
  readonly aspect: Aspect;
  /** `generator.tps`, `cardano-node`; the aspect itself where there is nothing below it. */
  readonly path: string;
  /** Value (JSON or a digest; null: not said) -> tags that have it, in the order in which they came. */
  readonly values: readonly { readonly value: string | null; readonly tags: readonly string[] }[];
}

/** Everything in which the runs differ, in the order of the aspects. What no run says is no difference. */
export function differencesOf(
  runs: readonly Pick<RunRecord, 'tag' | 'conditions'>[],
  aspects: readonly Aspect[] = ASPECTS,
): Difference[] {
  return aspects.flatMap((aspect) => {
    const tables = runs.map(({ conditions }) => tableOf(conditions, aspect));
    const paths = [...new Set(tables.flatMap((table) => Object.keys(table)))].sort();
    return paths.flatMap((path): Difference[] => {
      const values = new Map<string | null, string[]>();
      for (const [i, table] of tables.entries()) {
        const value = table[path] ?? null;
        values.set(value, [...(values.get(value) ?? []), runs[i]!.tag]);
      }
      if (values.size < 2) return [];
      return [{ aspect, path, values: [...values].map(([value, tags]) => ({ value, tags })) }];
    });
  });
}

/** `generator.tps: 50 in a, b; 80 in c`, for one line of a message. */
export function describeDifference(difference: Difference): string {
  return described(difference, names);
}

/** The same of two sides of a comparison: `generator.tps: 50 in the base; 80 in the target`, runs only where a side is at odds with itself. */
export function describeBetween(
  difference: Difference,
  base: readonly { readonly tag: string }[],
  target: readonly { readonly tag: string }[],
): string {
  const isSide = (tags: readonly string[], side: readonly { readonly tag: string }[]) =>
    tags.length === side.length && side.every(({ tag }) => tags.includes(tag));
  return described(difference, (tags) =>
    isSide(tags, base) ? 'the base' : isSide(tags, target) ? 'the target' : names(tags),
  );
}

function described({ aspect, path, values }: Difference, place: (tags: readonly string[]) => string): string {
  const sides = values.map(({ value, tags }) => `${value ?? 'not given'} in ${place(tags)}`);
  return `${aspect === path ? aspect : `${aspect} ${path}`}: ${sides.join('; ')}`;
}

function names(tags: readonly string[]): string {
  return tags.length <= 3 ? tags.join(', ') : `${tags.slice(0, 2).join(', ')} and ${tags.length - 2} more`;
}

/** The name of a profile stands among its content, so that equal content under two names is told apart. */
function tableOf(conditions: Conditions, aspect: Aspect): Readonly<Record<string, string>> {
  const single = (value: string | null): Readonly<Record<string, string>> =>
    value === null ? {} : { [aspect]: value };
  switch (aspect) {
    case 'profile':
      return { ...single(conditions.profile), ...conditions.profileContent };
    case 'genesis':
      return conditions.genesis;
    case 'software':
      return conditions.software;
    case 'node':
      return single(conditions.node);
    case 'backend':
      return single(conditions.backend);
    case 'machine':
      return single(conditions.machine);
    case 'observer':
      return single(conditions.observer ?? null);
    case 'treatment':
      return conditions.treatment ?? {};
  }
}

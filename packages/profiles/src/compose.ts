import { ProfileError } from './errors.ts';
import { isObject } from './merge.ts';
import type { ProfileSpec } from './schema/profile.ts';

type Settings<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Settings<T[K]> }
    : T;

/** One statement about a profile: who makes it (for the error message), and which values it sets. */
export interface Piece<Spec = ProfileSpec> {
  readonly by: string;
  readonly values: Settings<Spec>;
}

/** A piece of a profile, such as `piece('tps 15', { generator: { tps: 15 } })`. */
export function piece(by: string, values: Settings<ProfileSpec>): Piece {
  return { by, values };
}

/**
 * Lays `pieces` over `base`. Order does not matter for scalars: no two pieces may set the same one, so nothing is
 * overridden silently. Lists (filters, overlays, flags) grow in the order of the pieces; the same entry twice is an error.
 */
export function compose<Spec extends { name: string }>(
  name: string,
  base: Spec,
  pieces: readonly Piece<Spec>[],
  /** What errors call the profile. */
  where = name,
): Spec {
  const setters = new Map<string, string>();
  const lists = new Map<string, unknown[]>();
  const spec = structuredClone({ ...base, name });
  for (const { by, values } of pieces) {
    for (const [keys, value] of leaves(values, [])) {
      // Keys may hold dots themselves: namespaces of traces.
      const path = keys.join('.');
      const grown = Array.isArray(value) ? (lists.get(path) ?? []) : undefined;
      const before = setters.get(path);
      const again = grown?.find((entry) => (value as unknown[]).includes(entry));
      if ((before !== undefined && grown === undefined) || again !== undefined)
        throw new ProfileError('PROFILE_PIECES', {
          place: where,
          faults: [
            {
              path,
              expected: 'one piece to set it',
              got: `'${before}' and '${by}'${again === undefined ? '' : `, both with ${JSON.stringify(again)}`}`,
            },
          ],
        });
      setters.set(path, by);
      if (grown !== undefined) lists.set(path, [...grown, ...(value as unknown[])]);
      place(spec, keys, lists.get(path) ?? value);
    }
  }
  return spec;
}

/** Every value below `value` that is not an object, with the keys that lead to it. */
function* leaves(value: unknown, path: readonly string[]): Iterable<[readonly string[], unknown]> {
  if (!isObject(value) || Object.keys(value).length === 0) {
    yield [path, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
}

function place(spec: object, path: readonly string[], value: unknown): void {
  let within = spec as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    if (!isObject(within[key])) within[key] = {};
    within = within[key] as Record<string, unknown>;
  }
  within[path.at(-1)!] = value;
}

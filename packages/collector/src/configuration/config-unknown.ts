import { nearest } from '@slotbench/tracing';
import type { ConfigNotice } from './config.ts';
import { isObject } from './config-faults.ts';

/**
 * Keys that nobody reads, with the key that was probably meant. `known` says the keys of a place by its JSON path,
 * where `[*]` stands for each element of an array.
 */
export function unknownKeys(
  data: unknown,
  known: Readonly<Record<string, readonly string[]>>,
): ConfigNotice[] {
  return Object.entries(known).flatMap(([place, keys]) =>
    valuesAt(data, place).flatMap(({ path, value }) =>
      Object.keys(isObject(value) ? value : {})
        .filter((key) => !keys.includes(key))
        .map((key) => {
          const meant = nearest(key, keys);
          return {
            path: `${path}.${key}`,
            text: `ignored: an unknown key${meant === undefined ? '' : `; ${meant} is meant?`}`,
          };
        }),
    ),
  );
}

function valuesAt(data: unknown, place: string): { path: string; value: unknown }[] {
  let found = [{ path: '$', value: data }];
  for (const [, key, index] of place.matchAll(/\.(\w+)|\[(\d+|\*)\]/g))
    found = found.flatMap(({ path, value }) => {
      if (key !== undefined) return isObject(value) ? [{ path: `${path}.${key}`, value: value[key] }] : [];
      if (!Array.isArray(value)) return [];
      return value
        .map((element, n) => ({ path: `${path}[${n}]`, value: element as unknown }))
        .filter((_, n) => index === '*' || n === Number(index));
    });
  return found;
}

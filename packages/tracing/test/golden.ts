import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../../shared/data/tracing/golden/', import.meta.url);

/** Options of `test` for a test that needs recordings outside of the repository. */
export const needsGolden = existsSync(folder) ? {} : { skip: 'the shared data folder is not here' };

/** One recording of the real library; see its README for the shapes. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8')) as T;
}

/** A value with its kind of number kept. */
export type Tagged =
  | { str: string }
  | { int: string }
  | { double: string }
  | { bool: boolean }
  | { null: true }
  | { array: Tagged[] }
  | { object: [string, Tagged][] };

export function untag(tagged: Tagged): unknown {
  if ('str' in tagged) return tagged.str;
  if ('int' in tagged) return BigInt(tagged.int);
  if ('double' in tagged) return Number(tagged.double);
  if ('bool' in tagged) return tagged.bool;
  if ('null' in tagged) return null;
  if ('array' in tagged) return tagged.array.map(untag);
  if ('object' in tagged) {
    // Of a repeated key the first one stays.
    const object: Record<string, unknown> = Object.create(null); // so that __proto__ is a key like others
    for (const [key, value] of tagged.object) if (!Object.hasOwn(object, key)) object[key] = untag(value);
    return object;
  }
  throw new Error(`not a tagged value: ${JSON.stringify(tagged)}`);
}

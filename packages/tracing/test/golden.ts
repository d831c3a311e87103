import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Decimal } from '../src/index.ts';

const folder = new URL('../../../../shared/data/tracing/golden/', import.meta.url);

/** Options of `test` for a test that needs recordings outside of the repository. */
export const needsGolden = existsSync(folder) ? {} : { skip: 'the shared data folder is not here' };

/** One recording of the real library; see its README for the shapes. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8')) as T;
}

/** JavaScript has no numbers of 32 bits: the shortest decimal that reads back as this one. */
function float32(value: number): unknown {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  for (let digits = 1; ; digits++) {
    const text = Math.fround(value).toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return Number(text);
  }
}

/** A value with its kind of number kept. */
export type Tagged =
  | { str: string }
  | { int: string }
  | { double: string }
  | { float32: string }
  | { scientific: [coefficient: string, exponent: string] }
  | { bool: boolean }
  | { null: true }
  | { array: Tagged[] }
  | { object: [string, Tagged][] };

export function untag(tagged: Tagged): unknown {
  if ('str' in tagged) return tagged.str;
  if ('int' in tagged) return BigInt(tagged.int);
  if ('double' in tagged) return Number(tagged.double);
  if ('float32' in tagged) return float32(Number(tagged.float32));
  if ('scientific' in tagged) return new Decimal(BigInt(tagged.scientific[0]), Number(tagged.scientific[1]));
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

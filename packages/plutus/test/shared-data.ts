import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Reference material beside the checkout; where it is absent the tests that need it are skipped. */
const PLUTUS_DATA = new URL('../../../../shared/data/plutus/', import.meta.url);

export const skipWithoutData = existsSync(PLUTUS_DATA) ? false : 'the shared Plutus data is not at hand';

export function sharedText(path: string): string {
  const bytes = readFileSync(new URL(path, PLUTUS_DATA));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

export function sharedJson<T>(path: string): T {
  return JSON.parse(sharedText(path)) as T;
}

export function sharedLines<T>(path: string): T[] {
  return sharedText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

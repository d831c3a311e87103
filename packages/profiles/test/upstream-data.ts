import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../../shared/data/workbench/', import.meta.url);

/** Reason to skip a test that compares with upstream's own output, or false. */
export const skipUpstream: string | false = existsSync(folder)
  ? false
  : 'the outputs of upstream programs (shared/data/workbench) are not on this machine';

/** Parsed JSON of a file in that folder; `.gz` is unpacked. */
export function upstreamJson(name: string): Record<string, never> {
  const bytes = readFileSync(new URL(name, folder));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** Files below a folder of it, relative to the whole, sorted. */
export function upstreamFiles(name: string): string[] {
  return readdirSync(new URL(name, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${name}/${path}`)
    .sort();
}

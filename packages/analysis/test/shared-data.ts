import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Reference data that lies beside the repository; tests skip without it. */
export const ANALYSIS_DATA = fileURLToPath(new URL('../../../../shared/data/analysis/', import.meta.url));

export const skipWithoutData = existsSync(ANALYSIS_DATA)
  ? false
  : 'the reference data is not on this machine';

export function sharedJson(path: string): unknown {
  const bytes = readFileSync(join(ANALYSIS_DATA, path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** A golden set as a run directory, its logs unpacked; removed by `dispose`. */
export function goldenRun(set: string): { dir: string; dispose(): void } {
  const source = join(ANALYSIS_DATA, 'locli-golden', set);
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-golden-'));
  mkdirSync(join(dir, 'genesis'));
  for (const name of ['meta.json', 'profile.json', 'genesis/genesis.shelley.json'])
    writeFileSync(join(dir, name), readFileSync(join(source, name)));
  for (const name of readdirSync(join(source, 'logs'))) {
    const host = name.replace(/\.jsonl\.gz$/, '');
    mkdirSync(join(dir, host));
    writeFileSync(join(dir, host, 'stdout'), gunzipSync(readFileSync(join(source, 'logs', name))));
  }
  return { dir, dispose: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A public single-host sample as a run directory. */
export function sampleRun(
  sample: string,
  genesis: { systemStart: string; slotLength: number },
): { dir: string; dispose(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-sample-'));
  mkdirSync(join(dir, 'genesis'));
  mkdirSync(join(dir, 'node-0'));
  const rest = { activeSlotsCoeff: 0.05, securityParam: 10, epochLength: 600, networkMagic: 42 };
  writeFileSync(join(dir, 'genesis/genesis.shelley.json'), JSON.stringify({ ...genesis, ...rest }));
  writeFileSync(join(dir, 'node-0/stdout'), readFileSync(join(ANALYSIS_DATA, 'samples', sample)));
  return { dir, dispose: () => rmSync(dir, { recursive: true, force: true }) };
}

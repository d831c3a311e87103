import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { toHex } from '@slotbench/cbor';
import {
  createDataset,
  type DatasetSummary,
  datasetMembers,
  datasetParameters,
  SECTIONS,
  type Section,
} from '../dataset.ts';
import { compactJson, parseJson } from '../json.ts';
import { type KeyMaterial, keyMaterial } from '../key-material.ts';
import type { KeyFile } from '../keys.ts';
import { delegatorCount, type GenesisSpec } from '../spec.ts';
import { cacheEntry, type Entry } from './entry.ts';

/** Between two looks at the signal and the progress: short enough for Ctrl-C, long enough not to matter. */
const PAUSE_EVERY_MS = 50;
/** Text of a section that waits for its next write. */
const SECTION_BUFFER_CHARS = 1 << 16;
const SUMMARY_FILE = 'dataset.json';

export interface DatasetOptions {
  readonly seed: Uint8Array;
  readonly signal?: AbortSignal;
  /** Members made of all. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Level 1: keys, funds and delegations, keyed by what decides about them; cheap parameters do not. */
export async function datasetEntry(
  root: string,
  profile: GenesisSpec,
  o: DatasetOptions,
): Promise<Entry & { readonly summary: DatasetSummary }> {
  const { composition, genesis } = profile;
  const material = keyMaterial(o.seed);
  const delegators = delegatorCount(profile);
  const entry = await cacheEntry(
    root,
    {
      level: 'dataset',
      label: `p-${composition.n_pools}-sd-${delegators}-dk-${genesis.dreps}-su-${genesis.utxo}-uk-${genesis.utxo_keys}`,
      input: {
        pools: composition.n_pools,
        delegators,
        dreps: genesis.dreps,
        stuffedUtxo: genesis.utxo,
        utxoKeys: genesis.utxo_keys,
        perPoolBalance: genesis.per_pool_balance,
        fundsBalance: genesis.funds_balance,
        networkMagic: genesis.network_magic,
        ...datasetParameters(profile),
        // Tells seeds apart and gives none away.
        seed: toHex(material('cache key')),
      },
    },
    (folder) => buildDataset(folder, profile, material, o),
  );
  const summary = parseJson(await readFile(join(entry.folder, SUMMARY_FILE), 'utf8')) as DatasetSummary;
  return { ...entry, summary: { ...summary, supply: BigInt(summary.supply) } };
}

/** The file of a section: a JSON object with one member a line. */
export function sectionFile(section: Section): string {
  return `dataset.${section}.json`;
}

async function buildDataset(
  folder: string,
  profile: GenesisSpec,
  material: KeyMaterial,
  o: DatasetOptions,
): Promise<void> {
  const sections = Object.fromEntries(
    SECTIONS.map((section) => [section, sectionWriter(join(folder, sectionFile(section)))]),
  ) as Record<Section, SectionWriter>;
  try {
    const steps = createDataset(profile, material, {
      member: (section, text) => sections[section].member(text),
      keyFiles: keyFileWriter(folder),
    });
    const of = datasetMembers(profile);
    const summary = await runSteps(steps, o.signal, (done) => o.onProgress?.(done, of));
    await writeFile(join(folder, SUMMARY_FILE), compactJson(summary));
  } finally {
    for (const section of SECTIONS) sections[section].close();
  }
}

/** Runs the steps of a generator and gives way to others now and then. Throws the reason of `signal`. */
export async function runSteps<Step, Result>(
  steps: Generator<Step, Result>,
  signal: AbortSignal | undefined,
  onStep: (step: Step) => void,
): Promise<Result> {
  let paused = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - paused < PAUSE_EVERY_MS) continue;
    onStep(step.value);
    await setImmediate();
    signal?.throwIfAborted();
    paused = performance.now();
  }
}

/** Writes key files below `folder`; secrets are for their owner only. */
export function keyFileWriter(folder: string): (files: readonly KeyFile[]) => void {
  let made = '';
  return (files) => {
    for (const { path, text, secret } of files) {
      const file = join(folder, path);
      if (dirname(file) !== made) {
        made = dirname(file);
        mkdirSync(made, { recursive: true });
      }
      writeFileSync(file, text, { mode: secret ? 0o600 : 0o644 });
    }
  };
}

interface SectionWriter {
  member(text: string): void;
  close(): void;
}

function sectionWriter(path: string): SectionWriter {
  const file = openSync(path, 'w', 0o644);
  let waiting = '{\n';
  let members = 0;
  return {
    member(text) {
      waiting += members++ === 0 ? text : `,\n${text}`;
      if (waiting.length < SECTION_BUFFER_CHARS) return;
      writeSync(file, waiting);
      waiting = '';
    },
    close() {
      writeSync(file, `${waiting}\n}`);
      closeSync(file);
    },
  };
}

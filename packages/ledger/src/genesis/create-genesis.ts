import { createDataset, delegatorKeyFiles, type Section } from './dataset.ts';
import { eraFile, eras, protocolSpecs } from './era-files.ts';
import { keyMaterial } from './key-material.ts';
import type { KeyFile } from './keys.ts';
import { checkSpec, type GenesisSpec } from './spec.ts';

/** A file to be written: its text and its mode, 0600 where it holds a secret. */
export interface GenesisFile {
  readonly text: string;
  readonly mode: number;
}

/** By path relative to the run's `genesis` folder, with `/`. */
export type GenesisFiles = ReadonlyMap<string, GenesisFile>;

const SEED_BYTES = 32;

/**
 * A new network in memory: era files, pool keys (pool J belongs to node J - 1), funds keys, DRep keys and, if asked for, delegator
 * keys, laid out as cardano-cli's create-testnet-data lays them out (facts: workbench 4.3). Everything grows from one seed,
 * the first bytes of `random`. `systemStart` must be a whole second. For large datasets take `writeGenesis`.
 * Throws LEDGER_GENESIS_SPEC.
 */
export function createGenesis(o: {
  readonly profile: GenesisSpec;
  readonly systemStart: Date;
  /** `count` unpredictable bytes, such as `crypto.randomBytes`. */
  readonly random: (count: number) => Uint8Array;
  readonly delegatorKeys?: boolean;
}): GenesisFiles {
  checkSpec(o.profile, o.systemStart);
  const material = keyMaterial(o.random(SEED_BYTES));
  const files = new Map<string, GenesisFile>();
  const addKeys = (keyFiles: readonly KeyFile[]) => {
    for (const { path, text, secret } of keyFiles) files.set(path, { text, mode: secret ? 0o600 : 0o644 });
  };
  const sections: Record<Section, string[]> = { initialFunds: [], stake: [], initialDReps: [], delegs: [] };
  const steps = createDataset(o.profile, material, {
    member: (section, text) => sections[section].push(text),
    keyFiles: addKeys,
  });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  if (o.delegatorKeys) for (const keyFiles of delegatorKeyFiles(o.profile, material)) addKeys(keyFiles);

  const specs = protocolSpecs(o.profile);
  for (const era of eras) {
    const parts = eraFile(era, specs, { dataset: step.value, systemStart: o.systemStart });
    const text = parts.map((part) =>
      typeof part === 'string' ? part : `{\n${sections[part.section].join(',\n')}\n}`,
    );
    files.set(`genesis.${era}.json`, { text: `${text.join('')}\n`, mode: 0o644 });
  }
  return files;
}

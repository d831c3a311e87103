import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { LedgerError } from '../errors.ts';
import { type DatasetOptions, keyFileWriter, runSteps } from './cache/dataset-entry.ts';
import { cachedGenesis } from './cache/genesis-entry.ts';
import { delegatorKeyFiles } from './dataset.ts';
import { type Era, eras } from './era-files.ts';
import { genesisFileHash } from './genesis-hash.ts';
import { keyMaterial } from './key-material.ts';
import { checkSpec, type GenesisSpec } from './spec.ts';
import { stampSystemStart } from './system-start.ts';

const KEY_FOLDERS = ['pools-keys', 'utxo-keys', 'drep-keys'];

export interface WriteGenesisOptions extends DatasetOptions {
  /** A realised profile. */
  readonly profile: GenesisSpec & { readonly name: string };
  readonly systemStart: Date;
  /** Folder to be made, or an empty one. */
  readonly folder: string;
  /** Where datasets are kept between runs: `genesisCacheFolder`. */
  readonly cache: string;
  readonly delegatorKeys?: boolean;
}

export interface WrittenGenesis {
  /** As a node's configuration names them. */
  readonly hashes: { readonly [era in Era]: string };
  /** Which level was there already. */
  readonly hits: { readonly dataset: boolean; readonly protocol: boolean; readonly genesis: boolean };
}

/**
 * Makes the genesis of a network in `folder`, through a cache with three levels, keyed by content: dataset, protocol parameters, and
 * the era files made of both. However large the dataset is, memory stays the same. The folder appears when it is whole.
 * Throws LEDGER_GENESIS_SPEC, LEDGER_GENESIS_FOLDER, the reason of `signal`.
 */
export async function writeGenesis(o: WriteGenesisOptions): Promise<WrittenGenesis> {
  checkSpec(o.profile, o.systemStart);
  const folder = resolve(o.folder);
  await checkFolder(folder);
  const { genesis, dataset, protocol } = await cachedGenesis(o.cache, o.profile, o);

  const hidden = join(dirname(folder), `.${basename(folder)}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(hidden, { recursive: true });
    for (const era of eras) {
      const file = `genesis.${era}.json`;
      await copyFile(join(genesis.folder, file), join(hidden, file), constants.COPYFILE_FICLONE);
    }
    await stampSystemStart(hidden, o.systemStart);
    for (const name of await readdir(dataset.folder))
      if (KEY_FOLDERS.includes(name))
        await cp(join(dataset.folder, name), join(hidden, name), { recursive: true });
    if (o.delegatorKeys) {
      const write = keyFileWriter(hidden);
      await runSteps(writeAll(delegatorKeyFiles(o.profile, keyMaterial(o.seed)), write), o.signal, () => {});
    }
    const hashes: Partial<Record<Era, string>> = {};
    for (const era of eras) hashes[era] = await genesisFileHash(era, join(hidden, `genesis.${era}.json`));
    await rmdir(folder).catch(() => undefined);
    await rename(hidden, folder);
    const hits = { dataset: dataset.hit, protocol: protocol.hit, genesis: genesis.hit };
    return { hashes: hashes as Record<Era, string>, hits };
  } finally {
    await rm(hidden, { recursive: true, force: true });
  }
}

/** `genesis` below the user's cache folder (XDG base directories). */
export function genesisCacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slotbench', 'genesis');
}

function* writeAll<T>(each: Iterable<T>, write: (item: T) => void): Generator<undefined, void> {
  for (const item of each) {
    write(item);
    yield;
  }
}

async function checkFolder(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw folderFault(folder, error.code ?? error.message);
  });
  if (there.length > 0) throw folderFault(folder, `one with ${there[0]} in it`);
}

function folderFault(folder: string, got: string): LedgerError {
  return new LedgerError({
    code: 'LEDGER_GENESIS_FOLDER',
    place: folder,
    expected: 'a new or an empty folder',
    got,
  });
}

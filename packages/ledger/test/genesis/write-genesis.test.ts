import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGenesis } from '../../src/genesis/create-genesis.ts';
import { genesisFileHash } from '../../src/genesis/genesis-hash.ts';
import { seedOfText } from '../../src/genesis/key-material.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';
import type { GenesisSpec } from '../../src/genesis/spec.ts';
import { type WriteGenesisOptions, writeGenesis } from '../../src/genesis/write-genesis.ts';
import { testSpec } from './spec.ts';

const systemStart = new Date('2026-11-24T09:00:00Z');
const seed = seedOfText('a seed');

/** A folder for caches and genesis, gone after the test. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slotbench-genesis-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function options(
  root: string,
  o: Partial<WriteGenesisOptions> & { change?: object } = {},
): WriteGenesisOptions {
  const { change, ...rest } = o;
  const profile: GenesisSpec & { name: string } = {
    name: 'test',
    ...testSpec({ utxo: 40, dreps: 2, ...change }),
  };
  return { profile, systemStart, seed, cache: join(root, 'cache'), folder: join(root, 'net'), ...rest };
}

async function textOf(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((e) => e.isFile());
  const paths = names.map((e) => join(e.parentPath, e.name)).sort();
  return new Map(
    await Promise.all(
      paths.map(
        async (path): Promise<[string, string]> => [
          path.slice(folder.length + 1),
          await readFile(path, 'utf8'),
        ],
      ),
    ),
  );
}

test('the disk gets what memory gets, secrets for their owner only', () =>
  inFolder(async (root) => {
    const o = options(root, { delegatorKeys: true });
    await writeGenesis(o);
    const files = createGenesis({ ...o, random: () => seed });
    const written = await textOf(o.folder);
    assert.deepEqual([...written.keys()].sort(), [...files.keys()].sort());
    for (const [path, { text, mode }] of files) {
      assert.equal(written.get(path), text, path);
      if (mode === 0o600) assert.equal((await stat(join(o.folder, path))).mode & 0o777, 0o600, path);
    }
    const genesis = loadGenesis({ shelley: written.get('genesis.shelley.json')! });
    assert.equal(genesis.initialUtxo.length, 1 + 4 + 40);
    assert.equal(genesis.systemStartMs, systemStart.getTime());
  }));

test('each level of the cache is taken again while what decides about it stays', () =>
  inFolder(async (root) => {
    const hits = async (folder: string, o: Partial<WriteGenesisOptions> & { change?: object }) =>
      (await writeGenesis(options(root, { folder: join(root, folder), ...o }))).hits;
    const none = { dataset: false, protocol: false, genesis: false };
    assert.deepEqual(await hits('1', {}), none);
    assert.deepEqual(await hits('2', { systemStart: new Date(0) }), {
      dataset: true,
      protocol: true,
      genesis: true,
    });
    const shelley = { ...testSpec().genesis.shelley, epochLength: 900 };
    assert.deepEqual(await hits('3', { change: { shelley } }), { ...none, dataset: true });
    assert.deepEqual(await hits('4', { change: { utxo: 41 } }), { ...none, protocol: true });
    assert.deepEqual(await hits('5', { seed: seedOfText('other') }), { ...none, protocol: true });
    // The deposit of a DRep is a parameter that a dataset holds.
    assert.deepEqual(await hits('6', { change: { conway: { dRepDeposit: 7_000_000 } } }), none);
    const first = await textOf(join(root, '1'));
    const second = await textOf(join(root, '2'));
    assert.deepEqual(
      [...first].filter(([path, text]) => second.get(path) !== text).map(([path]) => path),
      ['genesis.byron.json', 'genesis.shelley.json'],
    );
  }));

test('two that make the same at once both get it whole', () =>
  inFolder(async (root) => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((name) => writeGenesis(options(root, { folder: join(root, name) }))),
    );
    assert.deepEqual(one!.hashes, two!.hashes);
    assert.deepEqual(await textOf(join(root, '1')), await textOf(join(root, '2')));
    for (const level of ['dataset', 'protocol', 'genesis'])
      assert.equal((await readdir(join(root, 'cache', level))).length, 1, level);
  }));

test('an interruption leaves neither a folder nor an entry', () =>
  inFolder(async (root) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const o = options(root, {
      change: { utxo: 200_000 },
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await assert.rejects(writeGenesis(o), reason);
    assert.equal(existsSync(o.folder), false);
    assert.deepEqual(await readdir(join(root, 'cache', 'dataset')), []);
  }));

test('an entry that lost a part is made again, what a killed process left is swept', () =>
  inFolder(async (root) => {
    const o = options(root);
    const { hashes } = await writeGenesis(o);
    const level = join(root, 'cache', 'genesis');
    const [entry] = await readdir(level);
    await truncate(join(level, entry!, 'genesis.shelley.json'), 100);
    // Larger than any process id of Linux.
    await mkdir(join(level, '.building-4194305-00', 'x'), { recursive: true });
    const again = await writeGenesis({ ...o, folder: join(root, 'again') });
    assert.deepEqual(again, { hashes, hits: { dataset: true, protocol: true, genesis: false } });
    assert.deepEqual(await readdir(level), [entry]);
  }));

test('a folder with something in it stays as it is', () =>
  inFolder(async (root) => {
    const o = options(root);
    await mkdir(o.folder);
    await writeFile(join(o.folder, 'mine.txt'), 'mine');
    await assert.rejects(writeGenesis(o), {
      code: 'LEDGER_GENESIS_FOLDER',
      message: /net: expected a new or an empty folder, got one with mine\.txt in it/,
    });
    assert.deepEqual(await readdir(o.folder), ['mine.txt']);
  }));

const mainnet = new URL('../../../../../shared/data/workbench/genesis-data/mainnet/', import.meta.url);
/** From mainnet's configuration file, where a node checks them. */
const mainnetHashes = {
  byron: '5f20df933584822601f9e3f8c024eb5eb252fe8cefb24d1317dc3d432e940ebb',
  shelley: '1a3be38bcbb7911969283716ad7aa550250226b76a61fc51cc9a9a35d9276d81',
  alonzo: '7e94a15f55d1e82d10f09203fa1d40f8eede58fd8066542cf6566008068ed874',
  conway: '15a199f895e461ec0ffc6dd4e4028af28a492ab4e806d39cb674c88f7643ef62',
} as const;
for (const [era, hash] of Object.entries(mainnetHashes))
  test(`mainnet's ${era} file has the hash that every node knows`, {
    skip: existsSync(mainnet)
      ? false
      : 'mainnet’s genesis files (shared/data/workbench) are not on this machine',
  }, async () => {
    const path = new URL(`${era}-genesis.json`, mainnet).pathname;
    assert.equal(await genesisFileHash(era as keyof typeof mainnetHashes, path), hash);
  });

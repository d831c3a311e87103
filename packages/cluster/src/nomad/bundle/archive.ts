import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { type TarEntry, writeTar } from '../../archive/tar.ts';

export interface SourceFile {
  readonly from: string;
  /** In the archive. */
  readonly path: string;
  readonly mode: number;
}

/** An archive (tar, zstd) on disk. */
export interface Archive {
  /** `packages-0123456789ab.tar.zst`: the ending tells Nomad's downloader what it is. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** Kept of each name: a checkout or two and what came before. */
const KEPT = 4;

/** Makes an archive, or takes it from the cache while no file of it has changed in size or time. */
export async function makeArchive(o: {
  readonly name: string;
  readonly cache: string;
  readonly files: readonly SourceFile[];
  readonly texts?: ReadonlyMap<string, string>;
}): Promise<Archive> {
  const key = createHash('sha256');
  for (const { from, path, mode } of o.files) {
    const { size, mtimeMs } = statSync(from);
    key.update(`${from}\0${path}\0${mode}\0${size}\0${mtimeMs}\n`);
  }
  for (const [path, text] of o.texts ?? []) key.update(`${path}\0${text}\n`);
  const name = `${o.name}-${key.digest('hex').slice(0, 12)}.tar.zst`;
  const path = join(o.cache, name);
  const digest = await readFile(`${path}.sha256`, 'utf8').catch(() => undefined);
  if (digest !== undefined && (await stat(path).catch(() => undefined)) !== undefined) {
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return { name, path, sha256: digest.trim() };
  }
  await mkdir(o.cache, { recursive: true, mode: 0o700 });
  const making = `${path}.${process.pid}`;
  try {
    await compress(entriesOf(o.files, o.texts ?? new Map()), making);
    const sha256 = await digestOf(making);
    await rename(making, path);
    await writeFile(`${path}.sha256`, `${sha256}\n`);
    await forgetOld(o.cache, o.name);
    return { name, path, sha256 };
  } finally {
    await rm(making, { force: true });
  }
}

/** The same for content in memory: files of one run, which no other will ask for. */
export async function writeArchive(path: string, entries: Iterable<TarEntry>): Promise<string> {
  await compress(entries, path);
  return await digestOf(path);
}

function* entriesOf(files: readonly SourceFile[], texts: ReadonlyMap<string, string>): Generator<TarEntry> {
  for (const [path, text] of texts) yield { path, mode: 0o644, content: Buffer.from(text) };
  for (const { from, path, mode } of files) yield { path, mode, content: readFileSync(from) };
}

async function compress(entries: Iterable<TarEntry>, path: string): Promise<void> {
  // Level 1: on one machine the time of packing counts, not the size.
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  await pipeline(Readable.from(writeTar(entries)), zstd, createWriteStream(path, { mode: 0o600 }));
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function forgetOld(cache: string, name: string): Promise<void> {
  const archives = (await readdir(cache)).filter(
    (each) => each.startsWith(`${name}-`) && each.endsWith('.zst'),
  );
  const dated = await Promise.all(
    archives.map(async (each) => ({ each, ms: (await stat(join(cache, each))).mtimeMs })),
  );
  for (const { each } of dated.sort((a, b) => b.ms - a.ms).slice(KEPT)) {
    await rm(join(cache, each), { force: true });
    await rm(join(cache, `${each}.sha256`), { force: true });
  }
}

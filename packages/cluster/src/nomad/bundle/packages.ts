import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ClusterError } from '../../errors.ts';
import type { SourceFile } from './archive.ts';

/** A package as it is installed here. */
export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  /** In a bundle: `packages/NAME` of ours, `node_modules/NAME` of others. */
  readonly place: string;
  readonly isOurs: boolean;
}

/** The folder of the package that a file belongs to; undefined where none of its folders is one of ours. */
export function packageOf(path: string): string | undefined {
  for (let folder = dirname(realpathSync(path)); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest))
      return String(readManifest(folder).name).startsWith('@slotbench/') ? folder : undefined;
  }
  return undefined;
}

/** These packages and all that they depend on, each once. Throws `PROGRAM_MISSING` for one that is not installed. */
export function foldersOf(entries: readonly string[]): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const queue = [...new Set(entries)];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const manifest = readManifest(folder);
    const known = found.get(manifest.name);
    if (known !== undefined) {
      if (known.folder === folder) continue;
      throw new ClusterError('PROGRAM_MISSING', {
        place: folder,
        problem: `${manifest.name} is installed twice, also in ${known.folder}, and a bundle holds one`,
        fix: 'install Slotbench afresh: npm ci',
      });
    }
    const isOurs = manifest.name.startsWith('@slotbench/');
    const place = isOurs
      ? `packages/${manifest.name.slice('@slotbench/'.length)}`
      : `node_modules/${manifest.name}`;
    found.set(manifest.name, { name: manifest.name, folder, place, isOurs });
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const next = resolvePackage(name, folder);
      if (next === undefined)
        throw new ClusterError('PROGRAM_MISSING', {
          place: `${manifest.name} in ${folder}`,
          problem: `its dependency ${name} is not installed`,
          fix: 'run `npm ci`',
        });
      queue.push(next);
    }
    // What is optional is so for our code too: natively compiled parts may not fit another machine.
  }
  return [...found.values()];
}

/** The files of a package that run: of ours the sources or what was built, of others everything but types and maps. */
export function codeOf(
  { folder, place, isOurs }: InstalledPackage,
  o: { fromSources: boolean },
): SourceFile[] {
  const wanted = isOurs ? ['package.json', ...(o.fromSources ? ['src'] : ['dist', 'bin'])] : ['.'];
  return wanted
    .flatMap((name) => filesBelow(join(folder, name)))
    .filter((path) => !/\.(?:d\.[cm]?ts|map|tsbuildinfo|md)$/.test(path.slice(folder.length)))
    .filter((path) => isOurs || !/\.[cm]?ts$/.test(path))
    .map((from) => ({ from, path: join(place, relative(folder, from)), mode: 0o644 }));
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = path.endsWith('package.json') ? undefined : readdirSync(path, { withFileTypes: true });
  if (entries === undefined) return [path];
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? entry.name === 'node_modules'
          ? []
          : filesBelow(join(path, entry.name))
        : entry.isFile()
          ? [join(path, entry.name)]
          : [],
    );
}

function readManifest(folder: string): { name: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** As Node looks for a package: in `node_modules` of each folder upwards. */
function resolvePackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (folder === dirname(folder)) return undefined;
  }
}

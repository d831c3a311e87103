import { createHash } from 'node:crypto';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/**
 * Version and digest (SHA-256, hex) of a program: of its package and of the packages of the same scope that it
 * depends on, which stand beside it in a checkout and in node_modules. A program outside of a package is its own
 * only file. The digest stands where a commit would: it changes with every change of the code that runs.
 */
export async function digestOfCode(programPath: string): Promise<{ version: string; hash: string }> {
  const program = await realpath(programPath);
  const home = await packageFolder(program);
  const hash = createHash('sha256');
  if (home === undefined) {
    hash.update(await readFile(program));
    return { version: 'unknown', hash: hash.digest('hex') };
  }
  const code = program.endsWith('.ts') ? 'src' : 'dist';
  const folders = [home];
  for (const folder of folders)
    for (const name of await siblingDependencies(folder)) {
      const sibling = join(dirname(home), name);
      if (!folders.includes(sibling)) folders.push(sibling);
    }
  for (const folder of [...folders].sort()) await digestFolder(join(folder, code), basename(folder), hash);
  return { version: (await manifest(home)).version ?? 'unknown', hash: hash.digest('hex') };
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: { readonly [name: string]: string };
}

async function manifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/** The folder of the package that a file in `src`, `dist` or `bin` belongs to. */
async function packageFolder(file: string): Promise<string | undefined> {
  const folder = dirname(dirname(file));
  if (!['src', 'dist', 'bin'].includes(basename(dirname(file)))) return undefined;
  return await manifest(folder).then(
    () => folder,
    () => undefined,
  );
}

async function siblingDependencies(folder: string): Promise<string[]> {
  const { name = '', dependencies = {} } = await manifest(folder);
  const scope = `${name.split('/')[0]}/`;
  return Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith(scope))
    .map((dependency) => dependency.slice(scope.length));
}

async function digestFolder(
  folder: string,
  label: string,
  hash: ReturnType<typeof createHash>,
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && /\.(ts|js|json)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(
      `${label}/${file
        .slice(folder.length + 1)
        .split(sep)
        .join('/')}\0`,
    );
    hash.update(await readFile(file));
  }
}

import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Makes `@slotbench/NAME` importable in a bundle, which holds the packages as `packages/NAME` beside each other: archives
 * carry no links. The links go to the folder above the bundle, which the user of a task may write; elsewhere nothing is done.
 */
export async function linkPackages(here = import.meta.dirname): Promise<void> {
  const packages = resolve(here, '..', '..', '..');
  const bundle = dirname(packages);
  if (!(await readdir(bundle)).includes('bundle.json')) return;
  const scope = join(dirname(bundle), 'node_modules', '@slotbench');
  await mkdir(scope, { recursive: true });
  for (const name of await readdir(packages))
    await symlink(join(packages, name), join(scope, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
}

/**
 * `npm run pack [-- DIR]`: builds and packs every package into DIR (default `dist-packages`), so that
 * `npm install DIR/*.tgz` in an empty directory gives the `slotbench` command. With `--system` an archive that needs
 * no npm, and a Debian package.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { packSystem } from './pack-system.ts';
import { packageName, rooms } from './rooms.ts';
import { root } from './sources.ts';

const [option, ...rest] = process.argv.slice(2);
const isSystem = option === '--system';
const destination = resolve((isSystem ? rest[0] : option) ?? 'dist-packages');
mkdirSync(destination, { recursive: true });
run('tsc', ['-b']);
if (isSystem) {
  const { archive, debian } = packSystem(destination, { node: process.execPath, level: 6 });
  for (const path of [archive, `${archive}.sha256`, debian]) if (path !== undefined) console.log(path);
} else {
  const workspaces = rooms.flatMap((room) => ['--workspace', packageName(room.name)]);
  run('npm', ['pack', '--silent', '--pack-destination', destination, ...workspaces]);
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * `npm run pack [-- DIR]`: builds and packs every package into DIR (default `dist-packages`), so that
 * `npm install DIR/*.tgz` in an empty directory gives the `slotbench` command.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageName, rooms } from './rooms.ts';
import { root } from './sources.ts';

const destination = resolve(process.argv[2] ?? 'dist-packages');
mkdirSync(destination, { recursive: true });
run('tsc', ['-b']);
const workspaces = rooms.flatMap((room) => ['--workspace', packageName(room.name)]);
run('npm', ['pack', '--silent', '--pack-destination', destination, ...workspaces]);

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

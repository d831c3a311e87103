/**
 * `npm run real [-- NAME…]`: brings the real nodes and servers that tests use onto this machine, each once, into
 * `${XDG_CACHE_HOME:-~/.cache}/slotbench/real` or by the package manager; without a name: lists them and says which are there.
 * A component that cannot be had is named with its reason; the others are brought all the same, and tests that need it skip.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BuiltComponent, DebianComponent, Run } from './real/component.ts';
import { components } from './real/components.ts';
import { cacheFolder, findComponent, findProgram, locateReal } from './real/locate.ts';

const names = process.argv.slice(2);
if (names.length === 0) {
  const width = Math.max(...components.map(({ name }) => name.length));
  for (const { name } of components) {
    const located = locateReal(name);
    console.log(`${name.padEnd(width)}  ${located.kind === 'here' ? located.program : located.reason}`);
  }
}
for (const component of names.map(findComponent)) {
  if (locateReal(component.name).kind === 'here') continue;
  try {
    await (component.kind === 'built' ? build(component) : install(component));
    console.log(`${component.name}: there`);
  } catch (error) {
    console.log(`${component.name}: cannot be had here: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

/** Under another name first: an interrupted build leaves nothing that looks whole, and two at once end with one of them. */
async function build(component: BuiltComponent): Promise<void> {
  const absent = component.needs.find((program) => findProgram(program, process.env) === undefined);
  if (absent !== undefined) throw new Error(`its build needs ${absent}, which is not on the PATH`);
  const folder = cacheFolder(component, process.env);
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  console.log(`${component.name}: building ${component.version}, ${component.takes}`);
  try {
    await component.build(making, runProgram);
    for (const leftover of ['source', 'target', 'root'])
      await rm(join(making, leftover), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function install({ packages }: DebianComponent): Promise<void> {
  if (findProgram('apt-get', process.env) === undefined) throw new Error('it comes from a Debian package');
  if (process.getuid?.() !== 0)
    throw new Error(`only root installs packages: sudo apt-get install ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const command = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages] as const;
  await runProgram([...command], { env }).catch(async () => {
    await runProgram(['apt-get', 'update', '-q'], { env });
    await runProgram([...command], { env });
  });
}

async function runProgram(...[[program, ...args], o = {}]: Parameters<Run>): Promise<void> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...o.env },
    ...(o.cwd === undefined ? {} : { cwd: o.cwd }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('exit', (code, signal) =>
    code === 0 ? resolve() : reject(new Error(`${program} ended with ${signal ?? code}`)),
  );
  await promise;
}

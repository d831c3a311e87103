import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BuiltComponent, RealComponent } from './component.ts';
import { components } from './components.ts';

export type Located =
  | { readonly kind: 'here'; readonly program: string; readonly folder: string | undefined }
  | { readonly kind: 'missing'; readonly reason: string };

/** Where a component is on this machine, or the command that brings it: a test skips with the reason. */
export function locateReal(name: string, env: NodeJS.ProcessEnv = process.env): Located {
  const component = findComponent(name);
  const fix = `\`npm run real -- ${name}\` brings it`;
  if (component.kind === 'debian') {
    const paths = component.programs.map((program) => findProgram(program, env));
    const absent = component.programs.find((_, i) => paths[i] === undefined);
    if (absent !== undefined) return { kind: 'missing', reason: `no ${absent} on this machine: ${fix}` };
    return { kind: 'here', program: paths[0]!, folder: undefined };
  }
  const folder = cacheFolder(component, env);
  const absent = component.programs.find((program) => !isExecutable(join(folder, program)));
  if (absent !== undefined)
    return { kind: 'missing', reason: `${name} ${component.version} is not in the cache: ${fix}` };
  return { kind: 'here', program: join(folder, component.programs[0]!), folder };
}

export function findComponent(name: string): RealComponent {
  const component = components.find((one) => one.name === name);
  if (component === undefined)
    throw new Error(
      `no real component is named ${name}; there are ${components.map((one) => one.name).join(', ')}`,
    );
  return component;
}

/** Outside the repository, so that a fresh checkout finds what an earlier one built. */
export function cacheFolder({ name, version }: BuiltComponent, env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'slotbench', 'real', `${name}-${version}`);
}

export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

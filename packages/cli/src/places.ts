import { resolve } from 'node:path';
import type { Io, Option, Values } from './command.ts';
import { CliError } from './errors.ts';

export const RUNS_OPTION: Option = {
  type: 'text',
  value: 'DIR',
  help: 'folder of the runs (default: $SLOTBENCH_RUNS, else ./run)',
};

export const JSON_OPTION: Option = { type: 'flag', help: 'print JSON instead of text' };

/** Absolute path of the folder of runs: the option, the environment, `run` below the current folder. */
export function runsDir(values: Values, io: Pick<Io, 'env' | 'cwd'>): string {
  const named = values.runs ?? (io.env.SLOTBENCH_RUNS || undefined) ?? 'run';
  return resolve(io.cwd, String(named));
}

/** Makes a folder that an option named; `option` is said where another one has to be chosen. */
export async function makeNamedFolder(path: string, option: string): Promise<void> {
  const { makeFolder } = await import('@slotbench/tracing/make-folder');
  try {
    makeFolder(path);
  } catch (cause) {
    const message = `${path}: cannot be made (${(cause as Error).message}); name another place with \`${option}\``;
    throw new CliError({ exit: 'cannotCreate', message, cause });
  }
}

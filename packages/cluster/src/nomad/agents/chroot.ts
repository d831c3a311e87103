import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { ClusterError } from '../../errors.ts';

/** Shell and what it is used for: ending a program with its pipe; certificates and names for clients of networks. */
const PROGRAMS = ['/bin/sh', '/bin/cat', '/usr/bin/env'];
const FILES = ['/etc/passwd', '/etc/ssl/certs/ca-certificates.crt'];

/**
 * Files that tasks of the exec driver see of this machine: a shell and the shared libraries of the given programs, each resolved,
 * because Nomad copies links as they are. A small table matters: a task starts in one second instead of five or more.
 */
export async function smallChroot(
  programs: readonly string[],
  o: { readonly nix: boolean } = { nix: true },
): Promise<Record<string, string>> {
  const table: Record<string, string> = {};
  for (const path of [...PROGRAMS, ...FILES]) if (existsSync(path)) table[realpathSync(path)] = path;
  for (const program of [...programs, ...PROGRAMS.filter((path) => existsSync(path))])
    for (const library of await sharedLibraries(program)) table[realpathSync(library)] = library;
  if (o.nix && existsSync('/nix/store')) table['/nix/store'] = '/nix/store';
  return table;
}

/** Paths as the loader looks for them. */
async function sharedLibraries(program: string): Promise<string[]> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)('ldd', [program]));
  } catch (cause) {
    if (/not a dynamic executable|statically linked/.test(String((cause as { stderr?: string }).stderr)))
      return [];
    throw new ClusterError('NOMAD_AGENTS', {
      place: program,
      problem: 'the shared libraries that it needs could not be listed',
      fix: 'see that ldd is installed and that the program is for this machine',
      cause,
    });
  }
  return [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path!);
}

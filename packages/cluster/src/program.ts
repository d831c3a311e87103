import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ClusterError } from './errors.ts';

/** What a process of a run does; the order of the union is the order of starting. */
export type ProgramRole = 'tracer' | 'node' | 'observer' | 'generator';

/** A process as it will be started, with its folder in the run directory as working directory. */
export interface ProgramPlan {
  /** `tracer`, `node-0`, `explorer`, `generator`; also its folder. */
  readonly name: string;
  readonly role: ProgramRole;
  /** Producers end by themselves when their chain is long enough; the run is over when all have. */
  readonly producer: boolean;
  readonly argv: readonly [command: string, ...args: string[]];
  readonly env: { readonly [name: string]: string };
  /** Ready once all of these are there. Paths relative to the folder; TCP ports on loopback. */
  readonly ready: { readonly sockets: readonly string[]; readonly ports: readonly number[] };
}

/** Command lines, without their arguments, of the programs of a cluster. */
export interface Programs {
  readonly collector: readonly [string, ...string[]];
  /** Of the legacy tracing system. */
  readonly acceptor: readonly [string, ...string[]];
  readonly node: readonly [string, ...string[]];
  readonly generator: readonly [string, ...string[]];
  readonly observer: readonly [string, ...string[]];
}

/**
 * The installed programs: run by the Node that runs us, from sources if we are (condition `source`).
 * Throws `PROGRAM_MISSING` if a file is not there, which is a build that did not happen.
 */
export function installedPrograms(): Programs {
  return {
    collector: command(import.meta.resolve('@slotbench/collector/program')),
    acceptor: command(import.meta.resolve('@slotbench/tracing/legacy-acceptor')),
    node: command(import.meta.resolve('@slotbench/node/program')),
    generator: command(import.meta.resolve('@slotbench/generator/program')),
    observer: command(import.meta.resolve('@slotbench/observer/program')),
  };
}

function command(url: string): [string, ...string[]] {
  const path = fileURLToPath(url);
  const built = path.replace(/bin[/\\][^/\\]+\.js$/, 'dist/main.js');
  if (!existsSync(path) || !existsSync(built))
    throw new ClusterError('PROGRAM_MISSING', {
      place: existsSync(path) ? built : path,
      problem: 'a program of the cluster is not there',
      fix: 'run `npm run build`',
    });
  const conditions = path.endsWith('.ts') ? ['--conditions=source'] : [];
  return [process.execPath, ...conditions, path];
}

/** The descriptor of the pipe whose end tells a program that its parent is gone. */
export const SHUTDOWN_IPC_FD = 3;

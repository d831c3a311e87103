import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Programs } from '@slotbench/cluster';
import { LabError } from '../errors.ts';

/** Disjoint sets of core numbers. */
export interface CorePlan {
  /** All nodes together: what is measured. */
  readonly subject: readonly number[];
  readonly generator: readonly number[];
  readonly collector: readonly number[];
}

/** Generator and collector get one core each, the last ones; the subject everything else. At least three cores. */
export function planCores(allowed: readonly number[]): CorePlan {
  if (allowed.length < 3)
    throw new LabError('PIN_IMPOSSIBLE', {
      place: 'pin',
      problem: `${allowed.length === 1 ? 'one core is' : `${allowed.length} cores are`} too few for subject, generator and collector to have cores of their own`,
      fix: 'use a machine with three cores or more, or leave pin out',
    });
  return {
    subject: allowed.slice(0, -2),
    generator: [allowed.at(-2)!],
    collector: [allowed.at(-1)!],
  };
}

/** The programs of a run, each started by `taskset` on its cores. Threads and children stay there. */
export function pinPrograms(programs: Programs, cores: CorePlan): Programs {
  const on = (list: readonly number[], command: Programs['node']): Programs['node'] => [
    'taskset',
    '--cpu-list',
    list.join(','),
    ...command,
  ];
  return {
    node: on(cores.subject, programs.node),
    generator: on(cores.generator, programs.generator),
    collector: on(cores.collector, programs.collector),
    acceptor: on(cores.collector, programs.acceptor),
    observer: on(cores.collector, programs.observer),
  };
}

/** Cores that this process may use. Rejects with PIN_IMPOSSIBLE where the system has no `taskset`. */
export async function allowedCores(): Promise<number[]> {
  await promisify(execFile)('taskset', ['--version']).catch((cause) => {
    throw new LabError('PIN_IMPOSSIBLE', {
      place: 'pin',
      problem: 'there is no taskset',
      fix: 'install util-linux (Linux), or leave pin out',
      cause,
    });
  });
  const status = await readFile('/proc/self/status', 'latin1');
  return parseCoreList(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '');
}

/** `0-2,7` -> 0, 1, 2, 7: the notation of Linux. */
export function parseCoreList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) return [];
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

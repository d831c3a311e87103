import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stampSystemStart } from '@slotbench/ledger';
import { checkTmp } from '../checks.ts';
import { ClusterError } from '../errors.ts';
import type { ProgramPlan } from '../program.ts';
import { createLook } from '../progress/look.ts';
import { createRuntimeFolder } from '../runtime-folder.ts';
import type { Backend, Cluster, ClusterPlan, RunningProgram } from './backend.ts';
import { isListening } from './listening.ts';
import { startProcessGroup } from './process-group.ts';

/** Processes of this machine. `tmp` is where the short folder for sockets goes. */
export function localBackend(tmp: string): Backend {
  return {
    name: 'local',
    async check() {
      try {
        await checkTmp(tmp);
        return [];
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        const { place, problem, fix } = error;
        return [{ place, problem, fix }];
      }
    },
    startCluster: ({ runDir, programs, meta }) =>
      startLocalCluster({ tmp, runDir, programs, logSource: meta.logSource }),
  };
}

/** The cluster of the local backend; a host of another backend runs its share of the programs in the same way. */
export async function startLocalCluster(
  o: Pick<ClusterPlan, 'runDir' | 'programs'> & {
    tmp: string;
    logSource: 'tracer' | 'stdout';
    /** A folder for sockets that others use too, instead of one of its own below `tmp`. */
    sockets?: string | undefined;
  },
): Promise<Cluster> {
  const { runDir } = o;
  const links = o.programs.flatMap(({ name, role, ready }) =>
    ready.sockets.map((socket): [string, string] => [
      `${name}/${role === 'tracer' ? 'tracer' : 'node'}.socket`,
      basename(socket),
    ]),
  );
  const runtime = await createRuntimeFolder({ tmp: o.tmp, runDir, links: new Map(links), shared: o.sockets });
  const started: RunningProgram[] = [];
  return {
    deployGenesis: (startSeconds) => dateGenesis(runDir, startSeconds),
    async startProgram(plan) {
      const program = await startProcessGroup(plan, join(runDir, plan.name));
      started.push(program);
      if (program.pid !== 0) await runtime.note(program.pid);
      return program;
    },
    missing: (plan) => missing(plan, join(runDir, plan.name)),
    look: createLook({ runDir, logSource: o.logSource }),
    lost: new Promise(() => {}), // this machine is not lost while it runs us
    async fetchLogs() {
      // They are where they belong.
    },
    async stop() {
      for (const program of started) program.signal('SIGKILL');
      await Promise.all(started.map(({ exited }) => exited));
      await runtime.remove();
    },
  };
}

/** Gives the genesis files of a run the start of slot 0. */
export async function dateGenesis(runDir: string, startSeconds: number): Promise<void> {
  await stampSystemStart(join(runDir, 'genesis'), new Date(startSeconds * 1000));
}

async function missing(plan: ProgramPlan, folder: string): Promise<string[]> {
  const sockets = plan.ready.sockets.filter((path) => !existsSync(join(folder, path)));
  const ports: number[] = [];
  for (const port of plan.ready.ports) if (!(await isListening(port))) ports.push(port);
  return [...sockets.map((path) => `its socket ${path}`), ...ports.map((port) => `its port ${port}`)];
}

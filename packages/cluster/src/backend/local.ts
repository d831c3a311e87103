import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withSystemStart } from '../genesis-start.ts';
import type { ProgramPlan } from '../program.ts';
import { createRuntimeFolder } from '../runtime-folder.ts';
import type { Backend, Cluster } from './backend.ts';
import { isListening } from './listening.ts';
import { startProcessGroup } from './process-group.ts';

/** Processes of this machine. `tmp` is where the short folder for sockets goes. */
export function localBackend(tmp: string): Backend {
  return { name: 'local', startCluster: (runDir, programs) => startCluster(tmp, runDir, programs) };
}

async function startCluster(tmp: string, runDir: string, programs: readonly ProgramPlan[]): Promise<Cluster> {
  const links = programs.flatMap(({ name, role, ready }) =>
    ready.sockets.map((socket): [string, string] => [
      `${name}/${role === 'tracer' ? 'tracer' : 'node'}.socket`,
      basename(socket),
    ]),
  );
  const runtime = await createRuntimeFolder({ tmp, runDir, links: new Map(links) });
  return {
    async deployGenesis(startSeconds) {
      const byronPath = join(runDir, 'genesis', 'genesis.byron.json');
      const shelleyPath = join(runDir, 'genesis', 'genesis.shelley.json');
      const [byron, shelley] = await Promise.all([
        readFile(byronPath, 'utf8'),
        readFile(shelleyPath, 'utf8'),
      ]);
      const dated = withSystemStart({ byron, shelley, startSeconds });
      await Promise.all([writeFile(byronPath, dated.byron), writeFile(shelleyPath, dated.shelley)]);
    },
    async startProgram(plan) {
      const program = await startProcessGroup(plan, join(runDir, plan.name));
      if (program.pid !== 0) await runtime.note(program.pid);
      return program;
    },
    missing: (plan) => missing(plan, join(runDir, plan.name)),
    stop: () => runtime.remove(),
  };
}

async function missing(plan: ProgramPlan, folder: string): Promise<string[]> {
  const sockets = plan.ready.sockets.filter((path) => !existsSync(join(folder, path)));
  const ports: number[] = [];
  for (const port of plan.ready.ports) if (!(await isListening(port))) ports.push(port);
  return [...sockets.map((path) => `its socket ${path}`), ...ports.map((port) => `its port ${port}`)];
}

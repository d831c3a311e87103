import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlan } from '../../backend/backend.ts';
import type { ProgramPlan } from '../../program.ts';
import type { Channel } from '../channel.ts';
import type { NomadClient } from '../client/client.ts';
import type { Edge } from '../connection.ts';

/** Of `@slotbench/analysis`: its command line here, and in a task once the bundle is made. */
export type FoldProgram = readonly [string, ...string[]];

/** Where the logs go on the host once they have columns, from a folder of the run. */
const ASIDE = '../../logs';
/** An hour: logs of a run of 20 hours are folded in minutes. */
const PATIENCE_MS = 3_600_000;
const LOOK_MS = 250;

export function foldPlan(name: 'fold' | 'aside', argv: FoldProgram): ProgramPlan {
  return { name, role: 'observer', producer: false, argv, env: {}, ready: { sockets: [], ports: [] } };
}

export interface FoldOnHostsOptions {
  readonly client: NomadClient;
  readonly edge: Edge;
  readonly now: () => number;
  readonly plan: ClusterPlan;
  readonly channels: ReadonlyMap<string, Channel>;
  /** As tasks start it. */
  readonly program: FoldProgram;
}

/**
 * Folds the logs of every host there, with the code of any analysis, and then puts the logs where nobody fetches them: only the columns
 * travel. Resolves to why they must travel after all; then every log is where it was.
 */
export async function foldOnHosts(o: FoldOnHostsOptions): Promise<string | undefined> {
  const hosts = [...o.channels.keys()];
  const { logSource } = o.plan.meta;
  const each = (name: 'fold' | 'aside', args: (host: string) => readonly string[]) =>
    Promise.all(hosts.map((host) => runThere(o, host, foldPlan(name, [...o.program, ...args(host)]))));
  const problems = await each('fold', (host) => ['fold', host, logSource, ...hosts]);
  const problem = problems.find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  return (await each('aside', () => ['aside', ASIDE])).find((one) => one !== undefined);
}

/** What the folding left in the run directory and is nobody's business; after a failure also the columns of some hosts. */
export async function tidyAfterFold(runDir: string, failed: boolean): Promise<void> {
  for (const name of ['fold', 'aside', ...(failed ? ['analysis'] : [])])
    await rm(join(runDir, name), { recursive: true, force: true });
}

/** Resolves to what was wrong, in words. */
async function runThere(o: FoldOnHostsOptions, host: string, plan: ProgramPlan): Promise<string | undefined> {
  const channel = o.channels.get(host)!;
  const read = async (name: string): Promise<string> => {
    const path = `${host}/local/run/${plan.name}/${name}`;
    const bytes: Uint8Array[] = [];
    const stream = await o.client.files.read(channel.allocation, path, { offset: 0, limit: 4096 });
    for await (const part of stream as unknown as AsyncIterable<Uint8Array>) bytes.push(part);
    return Buffer.concat(bytes).toString('utf8').trim();
  };
  try {
    await channel.ask({ do: 'start', plan });
    const endMs = o.now() + PATIENCE_MS;
    for (;;) {
      // Empty while it runs.
      const code = await read('exit_code');
      if (code === '0') return undefined;
      if (code !== '') return `host ${host}: ${plan.name} ended with ${code}: ${await read('stderr')}`;
      if (o.now() > endMs) return `host ${host}: ${plan.name} has not ended in an hour`;
      await o.edge.sleep(LOOK_MS);
    }
  } catch (error) {
    return `host ${host}: ${(error as Error).message}`;
  }
}

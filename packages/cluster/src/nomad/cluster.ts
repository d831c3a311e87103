import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSpec } from '@slotbench/profiles';
import type { TarEntry } from '../archive/tar.ts';
import type { Cluster, ClusterPlan, RunningProgram } from '../backend/backend.ts';
import { dateGenesis } from '../backend/local.ts';
import { ClusterError } from '../errors.ts';
import type { ProgramPlan } from '../program.ts';
import { type Look, mergeLooks } from '../progress/look.ts';
import type { ExitStatus } from '../scenario/verdict.ts';
import { writeArchive } from './bundle/archive.ts';
import { BUNDLE_DEST, type Bundle } from './bundle/bundle.ts';
import { type Channel, openChannel } from './channel.ts';
import type { AllocationStub } from './client/allocations.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';
import type { Delivery } from './delivery.ts';
import { fetchRun } from './fetch-run.ts';
import { startFileServer } from './file-server.ts';
import { bringUp } from './hosts-up.ts';
import { type Host, hostsOf } from './job/hosts.ts';
import type { NomadJob } from './job/job.ts';
import { mergeRun } from './merge-run.ts';
import { sweepJobs } from './owner.ts';
import { purgeJob } from './purge-job.ts';
import { watchJob } from './watch-job.ts';

export interface NomadClusterOptions {
  readonly client: NomadClient;
  readonly edge: Edge;
  readonly now: () => number;
  /** Folder for temporary files. */
  readonly tmp: string;
  readonly plan: ClusterPlan;
  readonly signal: AbortSignal;
  /** What the tasks fetch. */
  readonly bundleOf: (plans: readonly ProgramPlan[]) => Promise<Bundle>;
  /** Whether the hosts share a collector. */
  readonly collectors: 'one' | 'one a host';
  /** The job of the run: what differs between drivers. */
  readonly jobOf: (o: {
    hosts: readonly Host[];
    bundle: Bundle;
    artifacts: NomadJob['TaskGroups'][number]['Tasks'][number]['Artifacts'];
  }) => Promise<NomadJob>;
  /** How files reach the tasks; from the loopback of this machine by default. */
  readonly deliver?: (() => Promise<Delivery>) | undefined;
  /** Looks at the hosts that came up, before anything is brought to them; what it throws ends the run. Resolves to how programs are placed there. */
  readonly onUp?: ((up: HostsUp) => Promise<PlaceProgram>) | undefined;
  /** Whether hosts stay, with all that is on them, when a run that had begun is over. */
  readonly keep?: boolean | undefined;
}

export interface HostsUp {
  readonly allocations: ReadonlyMap<string, AllocationStub>;
  readonly channels: ReadonlyMap<string, Channel>;
}

/** Pure: a program of a host with what only its place decides. */
export type PlaceProgram = (program: ProgramPlan, host: string) => ProgramPlan;

/**
 * The cluster of a run on Nomad: a job with a supervisor on every host, to which the run's files are brought and which starts what it
 * is told. Rejects with the reason, in words, if it cannot come up; nothing is left then.
 */
export async function startNomadCluster(o: NomadClusterOptions): Promise<Cluster> {
  const { client, plan, signal } = o;
  const specs: Record<string, NodeSpec> = JSON.parse(
    await readFile(join(plan.runDir, 'node-specs.json'), 'utf8'),
  );
  await sweepJobs(client, signal);
  const work = await mkdtemp(join(o.tmp, 'slotbench-nomad-'));
  const server = await (o.deliver ?? startFileServer)();
  const watching = new AbortController();
  const channels = new Map<string, Channel>();
  const running = new Map<string, HostPrograms>();
  let job: NomadJob | undefined;

  const stop = async (keep = false) => {
    watching.abort();
    for (const channel of channels.values()) channel.close('the run is over');
    for (const programs of running.values()) programs.end();
    await server.close();
    await rm(work, { recursive: true, force: true });
    if (job !== undefined && !keep) await purgeJob(client, job.ID);
  };
  try {
    const bundle = await o.bundleOf(plan.programs);
    let hosts = hostsOf(plan.programs.map(bundle.relocate), specs, o.collectors);
    job = await o.jobOf({ hosts, bundle, artifacts: await artifactsOf(bundle, server) });
    await noteJob(plan.runDir, job, server.hide);
    const allocations = await bringUp(client, job, signal);
    await noteClients(plan.runDir, allocations);
    for (const host of hosts) {
      const programs = new HostPrograms();
      running.set(host.name, programs);
      channels.set(
        host.name,
        openChannel({
          client,
          edge: o.edge,
          host: host.name,
          allocation: allocations.get(host.name)!.ID,
          relay: [...bundle.supervisor, '--relay', '/local/supervisor.sock'],
          onExit: (program, status) => programs.ended(program, status),
        }),
      );
    }
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );
    aborted.catch(() => undefined);
    if (o.onUp !== undefined) {
      const place = await Promise.race([o.onUp({ allocations, channels }), aborted]);
      hosts = hosts.map((host) => ({
        ...host,
        programs: host.programs.map((each) => place(each, host.name)),
      }));
    }
    const archive = join(work, 'run.tar.zst');
    const sha256 = await writeArchive(archive, await runEntries(plan.runDir));
    const url = await server.offer('run.tar.zst', archive);
    const { logSource } = plan.meta;
    const all = <T>(each: (channel: Channel, host: Host) => Promise<T>): Promise<T[]> =>
      Promise.all(hosts.map((host) => each(channels.get(host.name)!, host)));
    const gone = watchJob(client, {
      job: job.ID,
      now: o.now,
      sleep: o.edge.sleep,
      signal: watching.signal,
    });
    const lost = gone.then((said) => {
      const reason = server.hide(said);
      // Programs that nobody can be asked about have ended, in this order: the reason first.
      setImmediate(() => {
        for (const channel of channels.values()) channel.close(reason);
        for (const programs of running.values()) programs.end();
      });
      return reason;
    });
    await Promise.race([
      all((channel, host) => channel.ask({ do: 'deploy', url, sha256, programs: host.programs, logSource })),
      lost.then((problem) => {
        throw new ClusterError('NOMAD_TASK', { place: `job ${plan.tag}`, problem, fix: 'run again' });
      }),
      aborted,
    ]);
    const hostsWith = (name: string) =>
      hosts.filter(({ programs }) => programs.some((each) => each.name === name));
    const planOn = (host: Host, name: string) => host.programs.find((each) => each.name === name)!;
    return {
      lost,
      async deployGenesis(startSeconds) {
        await Promise.all([
          dateGenesis(plan.runDir, startSeconds),
          all((channel) => channel.ask({ do: 'date', startSeconds })),
        ]);
      },
      async startProgram(program) {
        const on = hostsWith(program.name);
        const exits = on.map(({ name }) => running.get(name)!.exit(program.name));
        const pids = await Promise.all(
          on.map(async (host) => {
            const command = { do: 'start', plan: planOn(host, program.name) } as const;
            return (await channels.get(host.name)!.ask<{ pid: number }>(command)).pid;
          }),
        );
        return together(program, {
          pid: pids[0]!,
          exits,
          signal: (name) => {
            for (const host of on)
              void channels
                .get(host.name)!
                .ask({ do: 'signal', program: program.name, signal: name })
                .catch(() => undefined); // what is lost has ended
          },
        });
      },
      async missing(program) {
        const lacks = await Promise.all(
          hostsWith(program.name).map(async (host) => {
            const command = { do: 'missing', plan: planOn(host, program.name) } as const;
            const missing = await channels.get(host.name)!.ask<string[]>(command);
            return missing.map((what) => (host.name === program.name ? what : `${what} on ${host.name}`));
          }),
        );
        return lacks.flat();
      },
      look: async () => mergeLooks(await all((channel) => channel.ask<Look>({ do: 'look' }))),
      async fetchLogs() {
        const faults: string[] = [];
        await all((channel) =>
          fetchRun({ client, channel, edge: o.edge, into: join(work, channel.host) }).catch((error: Error) =>
            faults.push(error.message),
          ),
        );
        await mergeRun({ from: work, hosts: hosts.map(({ name }) => name), runDir: plan.runDir });
        if (faults.length > 0) throw new Error(`not every log could be fetched: ${faults.join('; ')}`);
      },
      stop: () => stop(o.keep),
    };
  } catch (error) {
    await stop();
    throw withoutSecret(error, server.hide);
  }
}

/** Clients quote the address from which they could not fetch. */
function withoutSecret(error: unknown, hide: Delivery['hide']): unknown {
  if (!(error instanceof ClusterError) || hide(error.message) === error.message) return error;
  const [place, problem, fix] = [error.place, error.problem, error.fix].map(hide);
  return new ClusterError(error.code, { place: place!, problem: problem!, fix: fix! });
}

/** How the programs of one host ended. */
class HostPrograms {
  readonly #exits = new Map<string, PromiseWithResolvers<ExitStatus>>();

  exit(program: string): Promise<ExitStatus> {
    return this.#of(program).promise;
  }

  ended(program: string, status: ExitStatus): void {
    this.#of(program).resolve(status);
  }

  /** Whatever has not ended has now: its host is gone. */
  end(): void {
    for (const exit of this.#exits.values()) exit.resolve({ code: null, signal: 'SIGKILL' });
  }

  #of(program: string): PromiseWithResolvers<ExitStatus> {
    let exit = this.#exits.get(program);
    if (exit === undefined) {
      exit = Promise.withResolvers<ExitStatus>();
      this.#exits.set(program, exit);
    }
    return exit;
  }
}

/** One program on several hosts: it has ended when one of them failed or all have ended. */
function together(
  plan: ProgramPlan,
  o: { pid: number; exits: readonly Promise<ExitStatus>[]; signal: RunningProgram['signal'] },
): RunningProgram {
  let ended: ExitStatus | undefined;
  const failed = Promise.withResolvers<ExitStatus>();
  for (const exit of o.exits) void exit.then((status) => status.code !== 0 && failed.resolve(status));
  const exited = Promise.race([failed.promise, Promise.all(o.exits).then(([first]) => first!)]).then(
    (status) => {
      ended = status;
      return status;
    },
  );
  return {
    plan,
    pid: o.pid,
    exited,
    status: () => ended,
    signal: (name) => ended === undefined && o.signal(name),
  };
}

async function artifactsOf(bundle: Bundle, server: Delivery) {
  return await Promise.all(
    bundle.archives.map(async ({ name, path, sha256 }) => ({
      GetterSource: await server.offer(name, path),
      GetterOptions: { checksum: `sha256:${sha256}` },
      GetterMode: 'dir' as const,
      RelativeDest: BUNDLE_DEST,
    })),
  );
}

/** Everything of a prepared run but what is only about it. */
async function runEntries(runDir: string): Promise<TarEntry[]> {
  const paths = (await readdir(runDir, { recursive: true, encoding: 'utf8' })).sort();
  const entries: TarEntry[] = [];
  for (const path of paths) {
    if (path === 'meta.json' || path.startsWith('nomad')) continue;
    const { mode, ...state } = await stat(join(runDir, path)).then((s) => ({
      mode: s.mode,
      file: s.isFile(),
    }));
    if (state.file) entries.push({ path, mode: mode & 0o777, content: await readFile(join(runDir, path)) });
  }
  return entries;
}

/** What was asked for, and where it runs; the word that lets fetch is left out. */
async function noteJob(runDir: string, job: NomadJob, hide: Delivery['hide']): Promise<void> {
  await writeNote(runDir, 'job.json', hide(JSON.stringify({ Job: job }, undefined, 1)));
}

async function noteClients(runDir: string, allocations: ReadonlyMap<string, AllocationStub>): Promise<void> {
  const clients = [...allocations].map(([host, { ID, NodeID, NodeName }]) => [
    host,
    { allocation: ID, client: NodeID, name: NodeName },
  ]);
  await writeNote(runDir, 'clients.json', JSON.stringify(Object.fromEntries(clients), undefined, 1));
}

async function writeNote(runDir: string, name: string, text: string): Promise<void> {
  await mkdir(join(runDir, 'nomad'), { recursive: true });
  await writeFile(join(runDir, 'nomad', name), `${text}\n`);
}

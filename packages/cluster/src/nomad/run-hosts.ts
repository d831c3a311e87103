import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster, ClusterPlan } from '../backend/backend.ts';
import { dateGenesis } from '../backend/local.ts';
import { secondsBefore } from '../driver/network-start.ts';
import { ClusterError } from '../errors.ts';
import { type Look, mergeLooks } from '../progress/look.ts';
import { limitSeconds } from '../scenario/time-limit.ts';
import type { HostState } from '../supervisor/protocol.ts';
import { pastOf } from './attach/past.ts';
import { removeRecord } from './attach/record.ts';
import { writeArchive } from './bundle/archive.ts';
import { type Channel, openChannel } from './channel.ts';
import type { NomadClient } from './client/client.ts';
import type { Edge } from './connection.ts';
import type { Delivery } from './delivery.ts';
import { fetchAll } from './fetch-all.ts';
import { createHostPrograms, together } from './host-programs.ts';
import type { Host } from './job/hosts.ts';
import { makeNotesFolder } from './notes.ts';
import { purgeJob } from './purge-job.ts';
import { runEntries } from './run-archive.ts';
import { createSilences } from './silences.ts';
import { watchJob } from './watch-job.ts';

export interface RunHostsOptions {
  readonly client: NomadClient;
  readonly edge: Edge;
  readonly now: () => number;
  readonly plan: ClusterPlan;
  readonly signal: AbortSignal;
  readonly job: string;
  readonly hosts: readonly Host[];
  readonly relay: readonly string[];
  /** By host. */
  readonly allocations: ReadonlyMap<string, { readonly ID: string; readonly NodeName: string }>;
  /** Until when hosts keep what nobody came for. */
  readonly until: string;
  /** Whether hosts stay when the run is over. */
  readonly keep: boolean;
  /** Of a run that begins; absent for one that another process began. */
  readonly begin?: {
    /** Where hosts fetch the files of the run. */
    readonly server: Delivery;
    /** How long hosts keep what nobody came for, after the run's time limit. */
    readonly keepSeconds: number;
    /** Looks at the hosts and places what they run. */
    readonly onUp: (channels: ReadonlyMap<string, Channel>) => Promise<readonly Host[]>;
    readonly onDeployed: (hosts: readonly Host[]) => Promise<void>;
  };
}

/** Seconds for a supervisor to start its programs before the nodes' clock is set. */
const START_SECONDS = 600;
/** Seconds by which hosts that are alone wait longer than their runner would. */
const ALONE_SECONDS = 30;
/** Seconds without a word after which a host is not waited for once its programs should have ended. */
const GONE_SECONDS = 30;
/** A look that takes longer is given up: the end of a run must not wait for it. */
const LOOK_MS = 10_000;
/** Seconds for which who attaches waits for all supervisors to answer; and for the first: clients find a server that was away again. */
const GREETING_SECONDS = 30;
const FIRST_GREETING_SECONDS = 120;
/** Seconds that Nomad may be silent while a run is brought up; later the run's own time limit ends it. */
const SILENCE_SECONDS = 60;

/**
 * The cluster of a run whose supervisors are up: they are brought the files of the run, unless they have them, and start what they are
 * told. Rejects if that fails; whoever called ends the job then.
 */
export async function openRunHosts(o: RunHostsOptions): Promise<Cluster> {
  const { client, plan, edge, now, begin } = o;
  let { hosts } = o;
  const watching = new AbortController();
  const overdue = Promise.withResolvers<void>();
  const silences = createSilences();
  const channels = new Map<string, Channel>();
  const running = new Map(hosts.map(({ name }) => [name, createHostPrograms()]));
  const nameOf = (host: string) => o.allocations.get(host)!.NodeName;
  for (const host of hosts)
    channels.set(
      host.name,
      openChannel({
        client,
        edge,
        now,
        host: host.name,
        allocation: o.allocations.get(host.name)!.ID,
        relay: o.relay,
        onExit: (program, status) => running.get(host.name)!.ended(program, status),
        onState: ({ alone }) => alone?.why === 'time limit' && overdue.resolve(),
        onSilence: (fromMs, toMs) =>
          silences.add({ host: host.name, client: nameOf(host.name), fromMs, toMs }),
      }),
    );
  const all = <T>(each: (channel: Channel, host: Host) => Promise<T>): Promise<T[]> =>
    Promise.all(hosts.map((host) => each(channels.get(host.name)!, host)));
  let isDated = false;
  const lost = watchJob(client, {
    job: o.job,
    now,
    sleep: edge.sleep,
    signal: watching.signal,
    silenceSeconds: () => (isDated ? Number.POSITIVE_INFINITY : SILENCE_SECONDS),
  }).then((said) => {
    const reason = begin?.server.hide(said) ?? said;
    // Programs that nobody can be asked about have ended, in this order: the reason first.
    setImmediate(() => {
      for (const channel of channels.values()) channel.close(reason);
      for (const programs of running.values()) programs.end();
    });
    return reason;
  });
  const leave = async (why: string) => {
    watching.abort();
    for (const channel of channels.values()) channel.close(why);
    for (const programs of running.values()) programs.end();
    await begin?.server.close();
  };
  /** Ends, for us, the programs of a host that was told to kill them and is not heard of. */
  const endIfGone = async (host: string) => {
    while (!watching.signal.aborted) {
      if (now() - channels.get(host)!.heardMs() > GONE_SECONDS * 1000) return running.get(host)!.end();
      await edge.sleep(1000, watching.signal);
    }
  };

  const bring = async ({ server, keepSeconds }: NonNullable<typeof begin>) => {
    const archive = join(await makeNotesFolder(plan.runDir), 'run.tar.zst');
    try {
      const sha256 = await writeArchive(archive, await runEntries(plan.runDir));
      const url = await server.offer('run.tar.zst', archive);
      const { logSource } = plan.meta;
      const endInSeconds = START_SECONDS + limitSeconds(plan.meta.timing) + ALONE_SECONDS;
      const alone = { endInSeconds, keepSeconds };
      await all((channel, { programs }) =>
        channel.ask({ do: 'deploy', url, sha256, programs, logSource, alone }),
      );
    } finally {
      await rm(archive, { force: true });
    }
  };
  const aborted = new Promise<never>((_, reject) => {
    if (o.signal.aborted) reject(o.signal.reason);
    o.signal.addEventListener('abort', () => reject(o.signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const orLost = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      lost.then((problem) => {
        throw new ClusterError('NOMAD_TASK', { place: `job ${plan.tag}`, problem, fix: 'run again' });
      }),
      aborted,
    ]);

  let states: ReadonlyMap<string, HostState> = new Map();
  try {
    if (begin === undefined) {
      states = await orLost(greetings(channels, edge));
      if (states.size === 0)
        throw new ClusterError('NOMAD_TASK', {
          place: `run ${plan.tag}`,
          problem: `none of its hosts answers (${hosts.map(({ name }) => name).join(', ')})`,
          fix: `see what became of its clients, and attach again until ${o.until}`,
        });
    } else {
      hosts = await orLost(begin.onUp(channels));
      await orLost(bring(begin));
      await begin.onDeployed(hosts);
    }
  } catch (error) {
    await leave('the run did not come up');
    throw error;
  }

  const hostsWith = (name: string) =>
    hosts.filter(({ programs }) => programs.some((each) => each.name === name));
  const planOn = (host: Host, name: string) => host.programs.find((each) => each.name === name)!;
  const past = begin === undefined ? pastOf({ plan, hosts, states }) : undefined;
  isDated = plan.programs.some(({ role, name }) => role === 'node' && past?.started.has(name));
  let missing: readonly { host: string; problem: string }[] = [];
  return {
    lost,
    overdue: overdue.promise,
    ...(past === undefined ? {} : { past }),
    async deployGenesis(startSeconds) {
      const { meta } = plan;
      const start = startSeconds + secondsBefore(meta.anchor, meta.profile_content);
      const endInSeconds = start + limitSeconds(meta.timing) + ALONE_SECONDS - now() / 1000;
      await Promise.all([
        dateGenesis(plan.runDir, startSeconds),
        all((channel) => channel.ask({ do: 'date', startSeconds, endInSeconds })),
      ]);
      isDated = true;
    },
    async startProgram(program) {
      const on = hostsWith(program.name);
      const exits = on.map(({ name }) => running.get(name)!.exit(program.name));
      const pids = on.map(async (host) => {
        // A host that who attaches has not heard of yet has what it was told before.
        if (past !== undefined && !states.has(host.name)) return 0;
        const command = { do: 'start', plan: planOn(host, program.name) } as const;
        return (await channels.get(host.name)!.ask<{ pid: number }>(command)).pid;
      });
      return together(program, {
        pid: (await Promise.all(pids))[0]!,
        exits,
        signal: (name) => {
          for (const host of on) {
            void channels
              .get(host.name)!
              .ask({ do: 'signal', program: program.name, signal: name })
              .catch(() => undefined); // what is lost has ended
            if (name === 'SIGKILL') void endIfGone(host.name).catch(() => undefined);
          }
        },
      });
    },
    async missing(program) {
      const lacks = await Promise.all(
        hostsWith(program.name).map(async (host) => {
          if (past !== undefined && !states.has(host.name)) return [];
          const command = { do: 'missing', plan: planOn(host, program.name) } as const;
          const missing = await channels.get(host.name)!.ask<string[]>(command);
          return missing.map((what) => (host.name === program.name ? what : `${what} on ${host.name}`));
        }),
      );
      return lacks.flat();
    },
    async look() {
      // One that is silent must not hide what the others say.
      const heard = hosts.filter(({ name }) => now() - channels.get(name)!.heardMs() < GONE_SECONDS * 1000);
      const limit = new AbortController();
      const late = edge.sleep(LOOK_MS, limit.signal).then(() => {
        throw new Error('a host does not answer');
      });
      const looks = heard.map(({ name }) => channels.get(name)!.ask<Look>({ do: 'look' }));
      try {
        return mergeLooks(await Promise.race([Promise.all(looks), late]));
      } finally {
        limit.abort();
        late.catch(() => undefined);
      }
    },
    async fetchLogs() {
      missing = await fetchAll({ client, edge, now, plan, channels, until: o.until });
      if (missing.length > 0)
        throw new Error(
          `not every log could be fetched: ${missing.map(({ host, problem }) => `${host}: ${problem}`).join('; ')}`,
        );
    },
    unseen() {
      return {
        silent: silences.all([...channels.values()], { now: now(), nameOf }),
        missing: missing.map(({ host, problem }) => ({ host, client: nameOf(host), problem })),
      };
    },
    async leave() {
      await leave('the run is left as it is');
      return o.until;
    },
    async stop() {
      await leave('the run is over');
      await removeRecord(plan.runDir);
      if (!o.keep) await purgeJob(client, o.job);
    },
  };
}

/** The first state of each host that answers in time. */
async function greetings(
  channels: ReadonlyMap<string, Channel>,
  edge: Edge,
): Promise<ReadonlyMap<string, HostState>> {
  const states = new Map<string, HostState>();
  const limit = new AbortController();
  const wait = (seconds: number) => edge.sleep(seconds * 1000, limit.signal).catch(() => undefined);
  const greeted = [...channels].map(async ([host, { greeting }]) => void states.set(host, await greeting));
  for (const each of greeted) each.catch(() => undefined);
  await Promise.race([Promise.allSettled(greeted), wait(GREETING_SECONDS)]);
  if (states.size === 0)
    await Promise.race([
      Promise.any(greeted).catch(() => undefined),
      wait(FIRST_GREETING_SECONDS - GREETING_SECONDS),
    ]);
  limit.abort();
  return states;
}

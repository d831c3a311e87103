import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Cluster, RunningProgram } from '../backend/backend.ts';
import { startLocalCluster } from '../backend/local.ts';
import { stopPrograms } from '../scenario/stop-programs.ts';
import { aloneStep } from './alone.ts';
import { deploy } from './deploy.ts';
import { listRunFiles } from './files.ts';
import { createPacking } from './pack.ts';
import {
  type AloneEnd,
  type AloneLimits,
  type Command,
  createLineCutter,
  type HostState,
  type Message,
  type Request,
  type TaskFile,
} from './protocol.ts';

export interface Supervisor {
  /** Resolves once nobody came for what the run left here: it is removed, and the task may end. */
  readonly givenUp: Promise<void>;
  /** Ends every program, the socket and what it made for sockets. */
  stop(): Promise<void>;
}

/** Time between asking programs to end and ending them, when the task itself is told to. */
const STOP_PATIENCE_MS = 10_000;
/** How often a host looks whether it is alone. */
const ALONE_LOOK_MS = 1000;

/**
 * Listens for commands; the programs are those of the local backend, started in the same way. When nobody speaks to it, it ends
 * them as the runner would have (`aloneStep`). `now` gives milliseconds of any clock that only goes forward.
 */
export async function serveSupervisor(
  task: TaskFile,
  now: () => number = () => performance.now(),
): Promise<Supervisor> {
  const { runDir } = task;
  const packs = join(runDir, '..', 'pack');
  const packing = createPacking({ runDir, folder: packs });
  await mkdir(runDir, { recursive: true });
  const beganMs = now();
  let heardMs: number | undefined;
  let limits: AloneLimits | undefined;
  let endMs = Number.POSITIVE_INFINITY;
  let alone: { why: AloneEnd; atMs: number } | undefined;
  const endedMs = new Map<string, number>();
  const started = new Map<string, RunningProgram>();
  const deployed = new Set<string>();
  const connections = new Set<Socket>();
  let cluster: Cluster | undefined;

  const ready = (): Cluster => {
    if (cluster === undefined) throw new Error('nothing was deployed yet');
    return cluster;
  };
  const tell = (message: Message) => {
    for (const connection of connections) connection.write(`${JSON.stringify(message)}\n`);
  };

  const obey = async (command: Command): Promise<unknown> => {
    switch (command.do) {
      case 'deploy': {
        for (const path of await deploy({ ...command, into: runDir })) deployed.add(path);
        const { programs, logSource } = command;
        const { tmp, sockets } = task;
        cluster ??= await startLocalCluster({ tmp, runDir, programs, logSource, sockets });
        limits = command.alone;
        endMs = now() + limits.endInSeconds * 1000;
        return deployed.size;
      }
      case 'date':
        endMs = now() + command.endInSeconds * 1000;
        return await ready().deployGenesis(command.startSeconds);
      case 'start': {
        const { plan } = command;
        const known = started.get(plan.name);
        // A runner that lost the connection asks again: a program is started once.
        if (known !== undefined) return { pid: known.pid };
        const program = await ready().startProgram(plan);
        started.set(plan.name, program);
        void program.exited.then((status) => {
          endedMs.set(plan.name, now());
          tell({ event: 'exit', program: plan.name, status });
        });
        return { pid: program.pid };
      }
      case 'missing':
        return await ready().missing(command.plan);
      case 'signal':
        return void started.get(command.program)?.signal(command.signal);
      case 'clock':
        return Date.now();
      case 'look':
        return await ready().look();
      case 'status':
        return state();
      case 'files':
        return await listRunFiles(runDir, deployed);
      case 'pack':
        return await packing.pack(command.path);
      case 'unpack':
        return await packing.unpack(command.path);
    }
  };
  let silentMs: number | null = null;
  const state = (): HostState => ({
    programs: [...started].map(([program, { pid, status }]) => {
      const at = endedMs.get(program);
      return {
        program,
        pid,
        status: status() ?? null,
        endedAgoMs: at === undefined ? null : Math.round(now() - at),
      };
    }),
    deployed: cluster !== undefined,
    silentMs,
    alone: alone === undefined ? null : { why: alone.why, agoMs: Math.round(now() - alone.atMs) },
  });

  const givenUp = Promise.withResolvers<void>();
  let acting = false;
  const lookAround = async () => {
    const programs = [...started.values()];
    const producers = programs.filter(({ plan }) => plan.producer);
    const isRunning = ({ status }: RunningProgram) => status() === undefined;
    const step = aloneStep({
      silentSeconds: (now() - (heardMs ?? beganMs)) / 1000,
      deployed: limits !== undefined,
      untilEndSeconds: (endMs - now()) / 1000,
      keepSeconds: limits?.keepSeconds ?? 0,
      running: programs.filter(isRunning).length,
      producers: { running: producers.filter(isRunning).length, started: producers.length },
    });
    if (step.kind === 'wait') return;
    if (step.kind === 'stop') {
      alone ??= { why: step.why, atMs: now() };
      await stopPrograms(programs, STOP_PATIENCE_MS);
    } else {
      clearInterval(looking);
      for (const path of [runDir, packs]) await rm(path, { recursive: true, force: true });
      givenUp.resolve();
    }
  };
  const looking = setInterval(() => {
    if (acting) return;
    acting = true;
    void lookAround().finally(() => {
      acting = false;
    });
  }, ALONE_LOOK_MS);
  looking.unref();

  const server = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.destroy());
    const cut = createLineCutter(async (line) => {
      let id = -1;
      try {
        const request = JSON.parse(line) as Request;
        id = request.id;
        silentMs = heardMs === undefined ? null : Math.round(now() - heardMs);
        heardMs = now();
        const value = (await obey(request)) ?? null;
        connection.write(`${JSON.stringify({ id, value } satisfies Message)}\n`);
      } catch (error) {
        connection.write(`${JSON.stringify({ id, fault: (error as Error).message } satisfies Message)}\n`);
      }
    });
    connection.setEncoding('utf8').on('data', (text: string) => {
      try {
        cut(text);
      } catch {
        connection.destroy();
      }
    });
  });
  await rm(task.socket, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(task.socket, resolve));
  return {
    givenUp: givenUp.promise,
    async stop() {
      clearInterval(looking);
      // First of all, so that the runner hears from Nomad why, and not of programs that ended on the way.
      const closed = new Promise((done) => server.close(done));
      for (const connection of connections) connection.destroy();
      await closed;
      const programs = [...started.values()];
      for (const program of programs) program.signal('SIGTERM');
      const all = Promise.all(programs.map(({ exited }) => exited));
      const patience = setTimeout(() => {
        for (const program of programs) program.signal('SIGKILL');
      }, STOP_PATIENCE_MS);
      await all;
      clearTimeout(patience);
      await cluster?.stop();
    },
  };
}

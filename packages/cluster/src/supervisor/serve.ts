import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { Cluster, RunningProgram } from '../backend/backend.ts';
import { startLocalCluster } from '../backend/local.ts';
import { deploy } from './deploy.ts';
import { listRunFiles } from './files.ts';
import {
  type Command,
  createLineCutter,
  type Message,
  type ProgramStatus,
  type Request,
  type TaskFile,
} from './protocol.ts';

export interface Supervisor {
  /** Ends every program, the socket and what it made for sockets. */
  stop(): Promise<void>;
}

/** Time between asking programs to end and ending them, when the task itself is told to. */
const STOP_PATIENCE_MS = 10_000;

/** Listens for commands; the programs are those of the local backend, started in the same way. */
export async function serveSupervisor(task: TaskFile): Promise<Supervisor> {
  const { runDir } = task;
  await mkdir(runDir, { recursive: true });
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
        return deployed.size;
      }
      case 'date':
        return await ready().deployGenesis(command.startSeconds);
      case 'start': {
        const { plan } = command;
        const known = started.get(plan.name);
        // A runner that lost the connection asks again: a program is started once.
        if (known !== undefined) return { pid: known.pid };
        const program = await ready().startProgram(plan);
        started.set(plan.name, program);
        void program.exited.then((status) => tell({ event: 'exit', program: plan.name, status }));
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
        return [...started].map(
          ([program, { pid, status }]): ProgramStatus => ({ program, pid, status: status() ?? null }),
        );
      case 'files':
        return await listRunFiles(runDir, deployed);
    }
  };

  const server = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.destroy());
    const cut = createLineCutter(async (line) => {
      let id = -1;
      try {
        const request = JSON.parse(line) as Request;
        id = request.id;
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
    async stop() {
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

/** A supervisor whose clock is a number: what it does when nobody speaks to it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeArchive } from '../../src/nomad/bundle/archive.ts';
import { startFileServer } from '../../src/nomad/file-server.ts';
import type { ProgramPlan } from '../../src/program.ts';
import { SILENCE_SECONDS } from '../../src/supervisor/alone.ts';
import {
  type Command,
  createLineCutter,
  type HostState,
  type Message,
} from '../../src/supervisor/protocol.ts';
import { serveSupervisor } from '../../src/supervisor/serve.ts';

/** Ends by itself with 0 after so many milliseconds, or when it is told to. */
const program = (name: string, producer: boolean, ms: number): ProgramPlan => ({
  name,
  role: producer ? 'node' : 'generator',
  producer,
  argv: [process.execPath, '-e', `process.on('SIGTERM', () => process.exit(0)); setTimeout(() => {}, ${ms})`],
  env: {},
  ready: { sockets: [], ports: [] },
});

async function withSupervisor(
  body: (o: {
    ask: <T>(command: Command) => Promise<T>;
    pass: (seconds: number) => void;
    deploy: (programs: readonly ProgramPlan[]) => Promise<unknown>;
    runDir: string;
    givenUp: Promise<void>;
    exits: string[];
  }) => Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'sb-sup-'));
  let passedMs = 0;
  const runDir = join(dir, 'run');
  const socketPath = join(dir, 's');
  const task = {
    run: 'r',
    host: 'node-0',
    allocation: 'a',
    datacenter: 'd',
    socket: socketPath,
    runDir,
    tmp: dir,
  };
  const supervisor = await serveSupervisor(task, () => performance.now() + passedMs);
  const server = await startFileServer();
  const socket = connect(socketPath);
  await once(socket, 'connect');
  const waiting = new Map<number, (message: Message) => void>();
  const exits: string[] = [];
  const cut = createLineCutter((line) => {
    const message = JSON.parse(line) as Message;
    if ('event' in message) exits.push(message.program);
    else waiting.get(message.id)!(message);
  });
  socket.setEncoding('utf8').on('data', cut);
  let id = 0;
  const ask = async <T>(command: Command): Promise<T> => {
    id++;
    const answer = new Promise<Message>((done) => waiting.set(id, done));
    socket.write(`${JSON.stringify({ id, ...command })}\n`);
    const message = await answer;
    if ('fault' in message) throw new Error(message.fault);
    return (message as { value: T }).value;
  };
  try {
    await body({
      ask,
      pass: (seconds) => {
        passedMs += seconds * 1000;
      },
      async deploy(programs) {
        const path = join(dir, 'a.tar.zst');
        const sha256 = await writeArchive(path, [
          { path: 'node-0/config.json', mode: 0o644, content: Buffer.from('{}') },
        ]);
        const alone = { endInSeconds: 300, keepSeconds: 1000 };
        const url = server.offer('a', path);
        return await ask({ do: 'deploy', url, sha256, programs, logSource: 'stdout', alone });
      },
      runDir,
      givenUp: supervisor.givenUp,
      exits,
    });
  } finally {
    socket.destroy();
    await supervisor.stop();
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const ended = async (ask: <T>(command: Command) => Promise<T>): Promise<HostState> => {
  for (;;) {
    const state = await ask<HostState>({ do: 'status' });
    if (state.programs.every(({ status }) => status !== null)) return state;
    await new Promise((done) => setTimeout(done, 20));
  }
};

test('a host says how long nobody spoke to it, and when its programs ended', () =>
  withSupervisor(async ({ ask, pass, deploy }) => {
    assert.equal((await ask<HostState>({ do: 'status' })).silentMs, null);
    await deploy([]);
    await ask({ do: 'start', plan: program('node-0', true, 0) });
    await ended(ask);
    pass(40);
    const { silentMs, programs, alone } = await ask<HostState>({ do: 'status' });
    assert.ok(silentMs! >= 40_000, `${silentMs}`);
    assert.ok(programs[0]!.endedAgoMs! >= 40_000);
    assert.equal(alone, null);
  }));

test('a host that is alone ends its other programs once its producer reached its end, and tells who comes', () =>
  withSupervisor(async ({ ask, pass, deploy, exits }) => {
    await deploy([]);
    await ask({ do: 'start', plan: program('generator', false, 300_000) });
    await ask({ do: 'start', plan: program('node-0', true, 0) });
    while (!exits.includes('node-0')) await new Promise((done) => setTimeout(done, 20));
    pass(SILENCE_SECONDS + 1);
    while (!exits.includes('generator')) await new Promise((done) => setTimeout(done, 20));
    const { alone, programs } = await ask<HostState>({ do: 'status' });
    assert.equal(alone!.why, 'producers ended');
    assert.deepEqual(
      programs.map(({ status }) => status!.code ?? status!.signal),
      [0, 0],
    );
  }));

test('a host that is alone ends its programs at the time limit, keeps what they left, and gives it up in the end', () =>
  withSupervisor(async ({ ask, pass, deploy, exits, runDir, givenUp }) => {
    await deploy([]);
    await ask({ do: 'start', plan: program('node-0', true, 300_000) });
    await ask({ do: 'date', startSeconds: 0, endInSeconds: 500 }).catch(() => undefined); // there is no genesis here
    pass(400);
    await new Promise((done) => setTimeout(done, 1100));
    assert.deepEqual(exits, []);
    pass(101);
    while (exits.length === 0) await new Promise((done) => setTimeout(done, 20));
    assert.equal(existsSync(join(runDir, 'node-0', 'config.json')), true);
    pass(1000);
    await givenUp;
    assert.equal(existsSync(runDir), false);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Program, ProgramError, parseTraceConfig, runProgram } from '../src/index.ts';
import type { ProgramHost } from '../src/program-host.ts';

/** A process that is told what happens to it; `exit` is noted and the program goes on. */
function fakeHost() {
  const host = {
    signal: (_name: string, _number: number): void => {},
    uncaught: (_error: unknown): void => {},
    endOfFile: (): void => {},
    deadline: undefined as (() => void) | undefined,
    errors: [] as string[],
    exits: [] as number[],
  };
  const effects: ProgramHost = {
    onSignal: (handler) => {
      host.signal = handler;
    },
    onUncaught: (handler) => {
      host.uncaught = handler;
    },
    onEndOfFile: (fd, handler) => {
      if (fd === 99) throw new Error('EBADF: bad file descriptor, fstat');
      host.endOfFile = handler;
    },
    after: (_, handler) => {
      host.deadline = handler;
      return () => {
        host.deadline = undefined;
      };
    },
    printError: (line) => host.errors.push(line),
    exit: (code) => host.exits.push(code),
  };
  return { host, effects };
}

function start(run: Program['run'], more: Partial<Program> = {}) {
  const { host, effects } = fakeHost();
  return { host, ended: runProgram({ name: 'prog', run, ...more }, effects) };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

test('the result is the exit code', async () => {
  const vectors: [Program['run'], number, string[]][] = [
    [async () => {}, 0, []],
    [async () => 3, 3, []],
    [() => Promise.reject(new ProgramError('usage', 'unknown option --x')), 64, ['prog: unknown option --x']],
    [
      async () => void parseTraceConfig({ TraceOptions: 1 }),
      65,
      ['prog: TraceOptions: expected an object, got 1'],
    ],
    [() => fail('ENOENT'), 66, ['prog: ENOENT']],
    [() => fail('EADDRINUSE'), 69, ['prog: EADDRINUSE']],
    [() => fail('ENOSPC'), 73, ['prog: ENOSPC']],
  ];
  for (const [run, code, errors] of vectors) {
    const { host, ended } = start(run);
    await ended;
    assert.deepEqual([host.exits, host.errors], [[code], errors]);
  }
});

function fail(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(code), { code }));
}

test('a defect gives 70 and its stack', async () => {
  const { host, ended } = start(() => Promise.reject(new TypeError('x is not a function')));
  await ended;
  assert.deepEqual(host.exits, [70]);
  assert.match(host.errors[0]!, /^prog: internal error: TypeError: x is not a function\n\s+at /);
});

test('a signal, or the end of the parent, ends the program orderly with 0', async () => {
  for (const end of ['signal', 'endOfFile'] as const) {
    const { host, ended } = start(untilAborted, { shutdownIpcFd: 3 });
    if (end === 'signal') host.signal('SIGTERM', 15);
    else host.endOfFile();
    await ended;
    assert.deepEqual([host.exits, host.errors, host.deadline], [[0], [], undefined]);
  }
});

test('work that is cut short by the signal is no failure, a failure of its own is', async () => {
  const cut = start(async (signal) => {
    await untilAborted(signal);
    signal.throwIfAborted();
  });
  cut.host.signal('SIGINT', 2);
  await cut.ended;
  assert.deepEqual([cut.host.exits, cut.host.errors], [[0], []]);
  const failing = start(async (signal) => {
    await untilAborted(signal);
    throw new ProgramError('cannotCreate', 'the last block could not be written');
  });
  failing.host.signal('SIGINT', 2);
  await failing.ended;
  assert.deepEqual(
    [failing.host.exits, failing.host.errors],
    [[73], ['prog: the last block could not be written']],
  );
});

test('a second signal ends at once', () => {
  const { host } = start(() => new Promise<void>(() => {}));
  host.signal('SIGINT', 2);
  assert.deepEqual(host.exits, []);
  host.signal('SIGINT', 2);
  assert.deepEqual(host.exits, [130]);
  host.signal('SIGTERM', 15);
  assert.deepEqual(host.exits, [130, 143]);
});

test('a program that does not end in time is ended', () => {
  const { host } = start(() => new Promise<void>(() => {}), { graceMs: 3000 });
  host.signal('SIGTERM', 15);
  host.deadline!();
  assert.deepEqual([host.exits, host.errors], [[70], ['prog: did not end within 3 s of SIGTERM']]);
});

test('an uncaught error lets the program end orderly, told once, and gives 70', async () => {
  let cleaned = false;
  const { host, ended } = start(async (signal) => {
    await untilAborted(signal);
    cleaned = true;
  });
  host.uncaught(new RangeError('out of bounds'));
  await ended;
  assert.ok(cleaned);
  assert.deepEqual(host.exits, [70]);
  assert.equal(host.errors.length, 1);
});

test('a descriptor that is not open is a usage error before anything starts', async () => {
  const { host, ended } = start(() => assert.fail('started'), { shutdownIpcFd: 99 });
  await ended;
  assert.deepEqual(host.exits, [64]);
  assert.match(host.errors[0]!, /^prog: --shutdown-ipc 99: expected an inherited open pipe, got EBADF/);
});

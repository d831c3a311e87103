import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The real thing: signals, pipes and exit codes of a process that uses `runProgram`. */
const index = new URL('../src/index.ts', import.meta.url).href;
const source = `
  import { runProgram } from ${JSON.stringify(index)};
  await runProgram({
    name: 'prog',
    shutdownIpcFd: process.argv[1] === undefined ? undefined : Number(process.argv[1]),
    async run(signal) {
      if (process.argv[2] === 'short') return;
      const alive = setInterval(() => {}, 1000);
      console.log('running');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      if (process.argv[2] === 'stubborn') await new Promise(() => {});
      clearInterval(alive);
      console.log('ended');
    },
  });
`;

function start(t: TestContext, args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--input-type=module', '--eval', source, ...args],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout!.on('data', (data) => {
    output += data;
  });
  child.stderr!.on('data', (data) => {
    output += data;
  });
  t.after(() => child.kill('SIGKILL'));
  return { child, output: () => output };
}

test('SIGTERM ends it with 0', async (t) => {
  const { child, output } = start(t, []);
  await once(child.stdout!, 'data');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.equal(output(), 'running\nended\n');
});

test('a second SIGINT ends it with 130', async (t) => {
  const { child } = start(t, ['3', 'stubborn']);
  await once(child.stdout!, 'data');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(child.exitCode, null);
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'close'), [130, null]);
});

test('the end of the parent`s end of the pipe ends it with 0', async (t) => {
  const { child, output } = start(t, ['3']);
  await once(child.stdout!, 'data');
  child.stdio[3]!.destroy();
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.equal(output(), 'running\nended\n');
});

test('a watched pipe does not keep a finished program alive', async (t) => {
  const { child } = start(t, ['3', 'short']);
  assert.deepEqual(await once(child, 'close'), [0, null]);
});

test('a descriptor that is not open is refused', async (t) => {
  const { child, output } = start(t, ['77']);
  assert.deepEqual(await once(child, 'close'), [64, null]);
  assert.match(output(), /^prog: --shutdown-ipc 77: expected an inherited open pipe, got EBADF/);
});

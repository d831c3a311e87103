/**
 * `supervisor TASK_FILE`: runs in a task of a Nomad job and starts, stops and reports the programs of one host, as it is told
 * through a unix socket. `supervisor --relay SOCKET` joins its stdin and stdout to that socket: what `nomad alloc exec` starts.
 * Imports nothing from other packages at first: their links are its first work.
 */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { linkPackages } from './packages.ts';
import type { TaskFile } from './protocol.ts';

const [first, second] = process.argv.slice(2);
if (first === '--relay' && second !== undefined) relay(second);
else if (first !== undefined) await supervise(first);
else {
  console.error('usage: supervisor TASK_FILE | supervisor --relay SOCKET');
  process.exitCode = 64;
}

async function supervise(path: string): Promise<void> {
  const task = JSON.parse(await readFile(path, 'utf8')) as TaskFile;
  await linkPackages();
  const { serveSupervisor } = await import('./serve.ts'); // imports packages that were not there before
  const supervisor = await serveSupervisor(task);
  console.log(`host ${task.host} of ${task.run} is ready`);
  let ending = false;
  void supervisor.givenUp.then(async () => {
    if (ending) return;
    ending = true;
    console.log('nobody came for what the run left here: it is removed');
    await supervisor.stop();
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      await supervisor.stop();
      process.exit(0);
    });
}

function relay(path: string): void {
  const socket = connect(path);
  socket.on('error', (error) => {
    console.error(error.message);
    process.exit(69);
  });
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('close', () => process.exit(0));
}

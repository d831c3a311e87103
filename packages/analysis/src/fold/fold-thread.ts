/** What a worker of `fold-hosts.ts` runs: the figures of the hosts that come go back as bytes, one host after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { ReadRoom } from '../cache/column-cache.ts';
import { toBytes } from '../columns/column-file.ts';
import { type Answer, figuresOf, type HostTask, type Question } from './fold-hosts.ts';

const port = parentPort!;
const task: HostTask = workerData;
const room = new ReadRoom();
let last = Promise.resolve();
port.on('message', (question: Question) => {
  last = last.then(() => answer(question));
});

async function answer({ place, host }: Question): Promise<void> {
  try {
    // Nothing of the figures is left in the room once they are bytes.
    const bytes = toBytes(await figuresOf(host, task, new Map(), room));
    port.postMessage({ host: place, bytes } satisfies Answer, [bytes.buffer]);
  } catch (error) {
    port.postMessage({ host: place, error } satisfies Answer);
  }
}

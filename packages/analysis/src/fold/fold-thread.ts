/** What a worker of `fold-hosts.ts` runs: hosts come one at a time, the figures of each go back as bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import { ReadRoom } from '../cache/column-cache.ts';
import { toBytes } from '../columns/column-file.ts';
import { figuresOf, type HostTask, type HostWork } from './fold-hosts.ts';

const port = parentPort!;
const task: HostTask = workerData;
const room = new ReadRoom();
port.on('message', async (host: HostWork) => {
  try {
    // Nothing of the figures is left in the room once they are bytes.
    const bytes = toBytes(await figuresOf(host, task, new Map(), room));
    port.postMessage({ bytes }, [bytes.buffer]);
  } catch (error) {
    port.postMessage({ error });
  }
});

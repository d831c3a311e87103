/** Takes every trace object that is forwarded to a socket and counts them: the peer of a bench, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { listenUnixOrTcp, runAcceptor } from '@slotbench/wire';

let count = 0;
const listener = await listenUnixOrTcp({ kind: 'unix', path: workerData.path }, async (socket) => {
  await runAcceptor(socket, {
    side: 'responder',
    magic: workerData.magic,
    onObjects(batch) {
      count += batch.length;
    },
    onMetrics() {},
  });
});
parentPort!.on('message', async () => {
  parentPort!.postMessage(count);
  await listener.close();
  parentPort!.close();
});
parentPort!.postMessage('listening');

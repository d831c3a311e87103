/** The thread that signs: started by `openSigningThread` with a LoadPlan, asked for ranges, answers with batches. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildLoadTx, type LoadPlan } from './load-plan.ts';
import { packBatch, slim } from './signing.ts';

const plan: LoadPlan = workerData;

parentPort!.on('message', ({ from, count }: { from: number; count: number }) => {
  const batch = packBatch(Array.from({ length: count }, (_, i) => slim(buildLoadTx(plan, from + i))));
  parentPort!.postMessage(batch, [batch.bytes.buffer]);
});

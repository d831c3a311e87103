import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LoadPlan } from './load-plan.ts';
import { type SignedBatch, type SignedTx, type Signer, unpackBatch } from './signing.ts';

/**
 * A thread of its own for signing: at 1000 transactions a second, building and signing in the thread that paces costs
 * a third of its time and garbage collections of 20 ms, which is more than the schedule may slip.
 */
export function openSigningThread(plan: LoadPlan): Signer {
  // Beside this module, in TypeScript or as built.
  const worker = new Worker(new URL(`./signing-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: plan,
    execArgv: process.execArgv.filter((argument) => argument.startsWith('--conditions')),
  });
  const waiting: PromiseWithResolvers<SignedTx[]>[] = [];
  let failure: Error | undefined;
  worker.on('message', (batch: SignedBatch) => waiting.shift()?.resolve(unpackBatch(batch)));
  const fail = (error: Error) => {
    failure = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the signing thread has ended')));
  return {
    sign(from, count) {
      if (failure !== undefined) return Promise.reject(failure);
      const answer = Promise.withResolvers<SignedTx[]>();
      waiting.push(answer);
      worker.postMessage({ from, count });
      return answer.promise;
    },
    async close() {
      await worker.terminate();
    },
  };
}

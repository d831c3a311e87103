import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createTracing, parseTraceConfig } from '@slotbench/tracing';
import { measure, type Taken } from './measure.ts';
import { type Fetched, fetched } from './subject.ts';

const MAGIC = 42;
/** Messages between two turns of the event loop, in which the forwarder sends: a request of a collector takes as many. */
const BURST = 100;

function forwarding(queueSize: number) {
  const config = parseTraceConfig({
    TraceOptions: { '': { severity: 'Info', backends: ['Forwarder'] } },
    TraceOptionForwarder: { queueSize },
  });
  // Losses are counted here; telling of them is no part of what is measured.
  return createTracing(config, { host: 'bench', thread: '1', complain() {} });
}

/** Nobody listens: the queue of the default size is always full. */
export async function measureDeadPeer(folder: string, payloads: readonly Fetched[]): Promise<Taken> {
  const tracing = forwarding(192);
  tracing.startForwarding({ kind: 'unix', path: join(folder, 'nobody') }, { magic: MAGIC });
  const trace = tracing.tracer(fetched);
  const taken = await measure(
    payloads.length,
    (i) => trace(payloads[i]!),
    () => {},
  );
  if (tracing.losses().forwarderDropped === 0) throw new Error('nothing was dropped: there is a peer');
  await tracing.close();
  return taken;
}

/** A collector in another thread takes everything; `allNs` is until it has the last message. */
export async function measureLivePeer(folder: string, payloads: readonly Fetched[]): Promise<Taken> {
  const path = join(folder, 'peer');
  const worker = new Worker(new URL('acceptor-worker.ts', import.meta.url), {
    workerData: { path, magic: MAGIC },
  });
  await once(worker, 'message');
  const tracing = forwarding(payloads.length);
  tracing.startForwarding({ kind: 'unix', path }, { magic: MAGIC });
  await sleep(50); // the handshake
  const trace = tracing.tracer(fetched);
  const begin = process.hrtime.bigint();
  let calls = 0;
  let bytes = 0;
  for (let start = 0; start < payloads.length; start += BURST) {
    const burst = await measure(
      Math.min(BURST, payloads.length - start),
      (i) => trace(payloads[start + i]!),
      () => {},
    );
    calls += (burst.callNs / payloads.length) * BURST;
    bytes += (burst.bytes / payloads.length) * BURST;
    await turn();
  }
  await tracing.close();
  const allNs = Number(process.hrtime.bigint() - begin) / payloads.length;
  worker.postMessage('end');
  const [received] = await once(worker, 'message');
  await worker.terminate();
  if (received !== payloads.length) throw new Error(`the collector has ${received} of ${payloads.length}`);
  return { callNs: calls, allNs, bytes };
}

/** The thread that forwards: started by `openForwardingThread` with a ForwardingTask, handed objects, told to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import { connectForwarder, type Metric, type TraceObject } from '@slotbench/wire';
import type { ForwardingTask, FromThread, ToThread } from './forwarding-messages.ts';

const { address, magic, maxReconnectDelaySeconds, backlog }: ForwardingTask = workerData;
const stop = new AbortController();
let objects: TraceObject[] = [];
/** Handed to an acceptor that has not asked again since. */
let onTheWay: TraceObject[] = [];
let metrics: readonly Metric[] = [];
const dataPoints = new Map<string, string>();
let wake: () => void = () => {};

parentPort!.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'objects':
      objects.push(...message.objects);
      wake();
      break;
    case 'metrics':
      metrics = message.metrics;
      break;
    case 'dataPoint':
      dataPoints.set(message.name, message.json);
      break;
    case 'stop':
      stop.abort();
  }
});

/** A new question acknowledges the last answer. */
function received(): void {
  if (onTheWay.length === 0) return;
  Atomics.sub(backlog, 0, onTheWay.length);
  onTheWay = [];
  Atomics.notify(backlog, 0);
}

const tell = (message: FromThread): void => parentPort!.postMessage(message);

await connectForwarder(address, {
  magic,
  maxReconnectDelaySeconds,
  signal: stop.signal,
  onState(state) {
    if (state.kind === 'waiting') {
      objects = [...onTheWay, ...objects];
      onTheWay = [];
    }
    Atomics.store(backlog, 1, state.kind === 'waiting' ? 1 : 0);
    Atomics.notify(backlog, 0); // who waits for the end need not wait for an acceptor that is not there
    tell({ kind: 'state', state: JSON.stringify(state) });
  },
  source: {
    takeObjects(max) {
      received();
      const taken = objects.slice(0, max);
      objects = objects.slice(max);
      onTheWay = taken;
      return taken;
    },
    async untilObjects(signal) {
      received();
      if (objects.length > 0 || signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    },
    metrics: () => metrics,
    dataPoint: (name) => dataPoints.get(name),
  },
}).catch((error: Error) => tell({ kind: 'failed', reason: error.message }));
parentPort!.close();

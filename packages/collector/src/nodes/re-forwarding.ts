import { ForwardQueue } from '@slotbench/tracing';
import { listenForwarder, parseAddress, showAddress, type TraceObject } from '@slotbench/wire';
import type { Forwarding } from '../configuration/config.ts';
import { unavailable } from '../errors.ts';

/** How long a reader has to fetch the last objects when the collector ends. */
const DRAIN_MS = 500;

export interface Reforwarder {
  readonly address: string;
  /** Queues the objects whose namespace passes; a full queue is dropped as a whole, as nodes do. */
  offer(objects: readonly TraceObject[]): void;
  /** Objects that no reader fetched in time. */
  readonly dropped: number;
  close(): Promise<void>;
}

/**
 * Forwards trace objects on, as they came, to whoever connects: another collector, a live view. It looks like a node
 * without metrics and without data points, so a cardano-tracer that reads here names it by its connection, and the
 * nodes behind it are told apart by their host only. Rejects with COLLECTOR_UNAVAILABLE.
 * Source: cardano-tracer `ReForwarder`.
 */
export async function startReforwarding(
  [network, namespaces, { queueSize }]: Forwarding,
  o: { magic: number; complain: (text: string) => void },
): Promise<Reforwarder> {
  const queue = new ForwardQueue(queueSize, o.complain);
  const prefixes = namespaces?.map((namespace) => namespace.join('.'));
  let asked = false;
  const source = {
    takeObjects(max: number) {
      asked = true;
      return queue.take(max);
    },
    untilObjects: (signal: AbortSignal) => queue.untilSome(signal),
    metrics: () => [],
    dataPoint: () => undefined,
  };
  const listener = await listenForwarder(parseAddress(network.contents), { magic: o.magic, source }).catch(
    (error) => {
      throw unavailable(network.contents, 'hasForwarding', error);
    },
  );
  return {
    address: showAddress(listener.address),
    offer(objects) {
      for (const object of objects) if (passes(object, prefixes)) queue.put(object);
    },
    get dropped() {
      return queue.dropped;
    },
    async close() {
      if (asked) await queue.untilDelivered(AbortSignal.timeout(DRAIN_MS));
      await listener.close();
    },
  };
}

/** A plain text prefix, not one of whole segments: `Forge` passes `ForgeStats` too. No prefixes at all pass everything. */
function passes({ toNamespace }: TraceObject, prefixes: readonly string[] | undefined): boolean {
  if (prefixes === undefined) return true;
  const namespace = toNamespace.length === 1 ? toNamespace[0]! : toNamespace.join('.');
  return prefixes.some((prefix) => namespace.startsWith(prefix));
}

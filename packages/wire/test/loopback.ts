import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Writer } from '@slotbench/cbor';
import type { Address } from '../src/address.ts';
import type { ForwarderSource } from '../src/forwarding/forwarder.ts';
import { SduReader, writeSduHeader } from '../src/mux/sdu.ts';
import type { TraceObject } from '../src/trace-object/messages.ts';

/** A folder that lives as long as the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryAddress(t: TestContext, kind: 'unix' | 'tcp'): Address {
  return kind === 'unix'
    ? { kind, path: join(temporaryFolder(t), 's') }
    : { kind, host: '127.0.0.1', port: 0 };
}

/** Two ends of one connection: the one that connected, the one that listened. */
export async function socketPair(
  t: TestContext,
  kind: 'unix' | 'tcp' = 'unix',
): Promise<{ initiator: Socket; responder: Socket }> {
  const server = createServer({ allowHalfOpen: false });
  const address = temporaryAddress(t, kind);
  server.listen(address.kind === 'unix' ? { path: address.path } : { host: address.host, port: 0 });
  await once(server, 'listening');
  const bound = server.address();
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const initiator = createConnection(
    typeof bound === 'string' ? { path: bound } : { host: '127.0.0.1', port: bound?.port ?? 0 },
  );
  const [[responder]] = await Promise.all([accepted, once(initiator, 'connect')]);
  server.close();
  t.after(() => {
    initiator.destroy();
    responder.destroy();
  });
  return { initiator, responder };
}

/** One SDU. */
export function sdu(protocol: number, fromResponder: boolean, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  writeSduHeader(bytes, 0, { timestamp: 7, protocol, fromResponder, length: payload.length });
  bytes.set(payload, 8);
  return bytes;
}

/** The payloads of a stream of whole SDUs, joined by mini-protocol. */
export function streamsIn(bytes: Uint8Array): Map<number, Uint8Array> {
  const streams = new Map<number, Writer>();
  let current = new Writer();
  new SduReader().push(bytes, {
    header(protocol) {
      current = streams.get(protocol) ?? new Writer();
      streams.set(protocol, current);
    },
    payload: (piece) => void current.raw(piece),
  });
  return new Map([...streams].map(([protocol, stream]) => [protocol, stream.finish()]));
}

/** Everything a raw socket receives, and whether the other side closed. */
export function record(socket: Socket): { bytes(): Uint8Array; readonly closed: boolean } {
  const heard = new Writer();
  let closed = false;
  socket.on('data', (chunk) => heard.raw(chunk));
  socket.on('end', () => {
    closed = true;
  });
  socket.on('error', () => {
    closed = true;
  });
  return {
    bytes: () => heard.finish(),
    get closed() {
      return closed;
    },
  };
}

/** Resolves when `condition` holds; rejects after 5 s with `what`. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`did not happen within 5 s: ${what}`);
    await pause(2);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function traceObject(n: number, machineBytes = 40): TraceObject {
  return {
    toHuman: n % 2 === 0 ? `object ${n}` : undefined,
    toMachine: JSON.stringify({ n, pad: 'x'.repeat(machineBytes) }),
    toNamespace: ['Net.Test'],
    toSeverity: n % 8,
    toDetails: n % 4,
    toTimestamp: { seconds: 1784810096 + n, picoseconds: 789012345678 },
    toHostname: 'node-1',
    toThreadId: '42',
  };
}

/** A forwarder's source over plain arrays; `add` wakes a waiting forwarder. */
export interface MemorySource extends ForwarderSource {
  add(...objects: TraceObject[]): void;
  readonly queued: number;
}

export function memorySource(
  options: Partial<Pick<ForwarderSource, 'metrics' | 'dataPoint'>> = {},
): MemorySource {
  const queue: TraceObject[] = [];
  let wake: () => void = () => {};
  return {
    add(...objects) {
      queue.push(...objects);
      wake();
    },
    get queued() {
      return queue.length;
    },
    takeObjects: (max) => queue.splice(0, max),
    untilObjects: (signal) =>
      new Promise((resolve) => {
        if (queue.length > 0 || signal.aborted) return resolve();
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    metrics: options.metrics ?? (() => []),
    dataPoint: options.dataPoint ?? (() => undefined),
  };
}

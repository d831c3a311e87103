/**
 * The load: a process that holds connections to a contender and sends replies that were made before. To the collector
 * it speaks as a forwarder, one reply a request; into the copy it writes the same bytes as fast as they are taken.
 */
import { statSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromHex } from '@slotbench/cbor';
import { inSdus, makeReply, type Reply } from './frames.ts';

export type Order =
  | {
      kind: 'open';
      to: 'copy';
      path: string;
      folder: string;
      firstFile: number;
      connections: number;
      perReply: number;
    }
  | { kind: 'open'; to: 'collector'; path: string; connections: number; perReply: number }
  /** So many replies a connection as fast as they are taken; done when the contender has dealt with all. */
  | { kind: 'send'; replies: number }
  /** One reply a connection every `periodMs`, so many times. */
  | { kind: 'pace'; replies: number; periodMs: number }
  | { kind: 'close' };

/** One connection of the load. */
interface Sink {
  /** Resolves when the contender has dealt with every one. */
  send(replies: readonly Reply[]): Promise<void>;
  close(): void;
}

let sinks: Sink[] = [];
const made = new Map<number, Reply[]>();
let replies: Reply[] = [];

process.on('message', async (order: Order) => {
  process.send!({ done: await obey(order) });
});

async function obey(order: Order): Promise<number> {
  const begin = performance.now();
  switch (order.kind) {
    case 'open': {
      replies =
        made.get(order.perReply) ?? Array.from({ length: 4 }, (_, n) => makeReply(order.perReply, n + 1));
      made.set(order.perReply, replies);
      const opening = Array.from({ length: order.connections }, (_, n) =>
        order.to === 'copy'
          ? openCopy(order.path, join(order.folder, String(order.firstFile + n)))
          : openCollector(order.path, `node-${n}`),
      );
      sinks = await Promise.all(opening);
      break;
    }
    case 'send': {
      const load = Array.from({ length: order.replies }, (_, n) => replies[n % replies.length]!);
      await Promise.all(sinks.map((sink) => sink.send(load)));
      break;
    }
    case 'pace':
      for (let n = 0; n < order.replies; n++) {
        await Promise.all(sinks.map((sink) => sink.send([replies[n % replies.length]!])));
        await sleep(Math.max(0, begin + (n + 1) * order.periodMs - performance.now()));
      }
      break;
    case 'close':
      for (const sink of sinks) sink.close();
      await sleep(50);
  }
  return performance.now() - begin;
}

async function openCopy(path: string, file: string): Promise<Sink> {
  const socket = await connected(path);
  let total = 0;
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  while (size() === 0 && statSync(file, { throwIfNoEntry: false }) === undefined) await sleep(2);
  return {
    async send(some) {
      for (const { bytes } of some) {
        total += bytes.length;
        if (!socket.write(bytes)) await new Promise((resolve) => socket.once('drain', resolve));
      }
      while (size() < total) await sleep(1);
    },
    close: () => socket.destroy(),
  };
}

/** A forwarder at its barest: it knows the acceptor's requests by their mini-protocol only. */
async function openCollector(path: string, name: string): Promise<Sink> {
  const socket = await connected(path);
  const info = Buffer.from(JSON.stringify({ niName: name }));
  const answers = {
    metrics: inSdus(1, fromHex('8201820080')),
    noPoints: inSdus(3, fromHex('820380')),
    name: inSdus(
      3,
      Buffer.concat([
        fromHex('82039f82684e6f6465496e666f815f58'),
        Uint8Array.of(info.length),
        info,
        fromHex('ffff'),
      ]),
    ),
  };
  let load: readonly Reply[] = [];
  let next = 0;
  let asked = false;
  let finished: () => void = () => {};
  const onAsked = (): void => {
    const reply = load[next++];
    asked = reply === undefined;
    if (reply === undefined) finished();
    else socket.write(reply.bytes);
  };
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + 8 <= bytes.length && at + 8 + bytes.readUInt16BE(at + 6) <= bytes.length) {
      const end = at + 8 + bytes.readUInt16BE(at + 6);
      const protocol = bytes.readUInt16BE(at + 4) & 0x7fff;
      if (protocol === 1) socket.write(answers.metrics);
      else if (protocol === 2) onAsked();
      else if (protocol === 3) socket.write(end - at === 11 ? answers.noPoints : answers.name);
      at = end;
    }
    rest = bytes.subarray(at);
  });
  socket.write(inSdus(0, fromHex('8200a101182a')));
  await new Promise<void>((resolve) => {
    finished = resolve;
  });
  return {
    send(some) {
      load = some;
      next = 0;
      return new Promise((resolve) => {
        finished = resolve;
        if (asked) onAsked();
      });
    },
    close: () => socket.destroy(),
  };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path }, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

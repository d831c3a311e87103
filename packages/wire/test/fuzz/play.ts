/**
 * Plays the hostile connections FROM to TO of SEED to our acceptor and forwarder and prints how many ended in which way,
 * as JSON. Ends with a message that names the case when one crashes, stalls or leaves its socket open. A program of its
 * own: under the test runner every promise costs a multiple.
 */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { WireError } from '../../src/errors.ts';
import { runAcceptor } from '../../src/forwarding/acceptor.ts';
import { runForwarder } from '../../src/forwarding/forwarder.ts';
import type { Side } from '../../src/mux/mux.ts';
import { memorySource, traceObject } from '../loopback.ts';
import { createRandom, type Random } from '../random.ts';
import { FakeSocket } from './fake-socket.ts';
import { hostileChunks } from './transcript.ts';

/** A connection that is over must say so in this time, however busy the machine. */
const STALL_MS = 20_000;

const otherSide = { initiator: 'responder', responder: 'initiator' } as const;
const peerOf = { acceptor: 'forwarder', forwarder: 'acceptor' } as const;

Error.stackTraceLimit = 0; // a hundred thousand errors are expected
const [seed = 0, from = 0, to = 0] = process.argv.slice(2).map(Number);
const counts: Record<string, number> = {};
let current = from;
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
for (; current < to; current++)
  try {
    const way = await playWithin(createRandom(seed + current));
    counts[way] = (counts[way] ?? 0) + 1;
  } catch (error) {
    fail(error);
  }
console.log(JSON.stringify(counts));

function fail(error: unknown): never {
  console.error(`case ${current} of seed ${seed}: ${error}`);
  process.exit(1);
}

async function playWithin(random: Random): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the connection did not end')), STALL_MS);
  });
  try {
    return await Promise.race([play(random), stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** One hostile connection; says how it ended. */
async function play(random: Random): Promise<string> {
  const side: Side = random.below(2) === 0 ? 'initiator' : 'responder';
  const role = random.below(3) === 0 ? 'forwarder' : 'acceptor';
  const socket = new FakeSocket();
  let turns = 12;
  const ended = role === 'acceptor' ? accept(socket, side) : forward(socket, side);
  for (const chunk of hostileChunks(random, { role: peerOf[role], side: otherSide[side] })) {
    socket.receive(chunk);
    if (turns > 0 && random.below(3) === 0) {
      turns--;
      await turn();
    }
  }
  await turn();
  if (!socket.destroyed) socket.emit('end');
  const outcome = await ended;
  await turn();
  assert.ok(socket.destroyed, 'the socket is closed');
  assert.ok(socket.written < 1 << 20, 'it is not talked at');
  return outcome;
}

async function accept(socket: FakeSocket, side: Side): Promise<string> {
  try {
    const session = await runAcceptor(socket.asSocket(), {
      side,
      magic: 42,
      metricsRequest: 'updated',
      metricsPeriodMs: 0,
      onObjects(batch) {
        const lines = Buffer.from(batch.machineLines).toString().split('\n');
        assert.equal(lines.length, batch.length + 1, 'a line an object');
        assert.equal(batch.objects().length, batch.length);
      },
      onMetrics: () => {},
      limits: { replyBytes: 4096 },
    });
    session.askDataPoints(['NodeInfo', 'Nope']).catch(() => {});
    return nameOf(await session.ended);
  } catch (error) {
    return error instanceof WireError ? 'refused' : 'defect';
  }
}

async function forward(socket: FakeSocket, side: Side): Promise<string> {
  const source = memorySource({
    metrics: () => [{ name: 'a', value: { kind: 'gauge', value: 1n } }],
    dataPoint: (name) => (name === 'NodeInfo' ? '{}' : undefined),
  });
  source.add(traceObject(1), traceObject(2), traceObject(3));
  const signal = new AbortController().signal;
  return nameOf(await runForwarder(socket.asSocket(), { side, magic: 42, source, signal }));
}

function nameOf(reason: { kind: string; error?: Error & { code?: string } }): string {
  return reason.error === undefined ? reason.kind : (reason.error.code ?? 'defect');
}

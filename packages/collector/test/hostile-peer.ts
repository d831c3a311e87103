import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket } from '@slotbench/wire';

/** Pseudo-random numbers 0..limit-1 from a seed (mulberry32). */
export type Random = (limit: number) => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return Math.floor((((z ^ (z >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** What a good forwarder may send after its handshake: mini-protocol and message. */
const MESSAGES: readonly [protocol: number, hex: string][] = [
  [1, '820182009f82704d656d2e7265736964656e745f696e7482011a062fc001ff'],
  [
    2,
    '82039f8900816568656c6c6f627b7d9f684e65742e54657374ff81018101d903e8a2011a6a620a702b1b000000b7b4ccf34e666e6f64652d31623432ff',
  ],
  [3, '820380'],
  [3, '82039f82684e6f6465496e666f815f527b226e694e616d65223a226576696c2d6e227dffff'],
];

/**
 * One connection to the collector's unix socket at `path` that says things with faults in bytes, lengths, numbers and
 * order, then ends in one way or another; resolves when it is over.
 */
export async function attack(path: string, random: Random): Promise<void> {
  const socket = await connectSocket({ kind: 'unix', path });
  const over = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => {});
  socket.resume();
  const steps: [number, Buffer][] = [[0, Buffer.from('8200a101182a', 'hex')]];
  for (let left = random(5); left > 0; left--) {
    const [protocol, hex] = MESSAGES[random(MESSAGES.length)]!;
    steps.push([protocol, Buffer.from(hex, 'hex')]);
  }
  for (const [protocol, message] of steps) {
    if (random(3) === 0) message[random(message.length)] = random(256);
    const bytes = Buffer.concat([Buffer.alloc(8), message]);
    bytes.writeUInt16BE(protocol, 4);
    bytes.writeUInt16BE(message.length, 6);
    if (random(8) === 0) bytes[4 + random(4)] = random(256);
    if (!socket.writable) break;
    const cut = random(bytes.length);
    socket.write(bytes.subarray(0, cut));
    if (random(4) === 0) await sleep(1);
    if (socket.writable) socket.write(bytes.subarray(cut));
  }
  await sleep(random(10));
  if (random(2) === 0) socket.end();
  else socket.destroy();
  await over;
}

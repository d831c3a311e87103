import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { ClusterError } from './errors.ts';

/** First port of the range that is searched; below are the ports of well-known services. */
const LOWEST = 15_000;

/**
 * `count` free TCP ports on loopback, ascending. They lie below the range that the system takes for outgoing
 * connections: a port of that range may be gone by the time the node listens. `random` gives 0 ≤ x < 1.
 */
export async function freePorts(count: number, random: () => number): Promise<number[]> {
  const highest = firstOutgoingPort() - 1;
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    for (let attempt = 0; ports.length < count && attempt < 50 * count; attempt++) {
      const port = LOWEST + Math.floor(random() * (highest - LOWEST + 1));
      const server = await tryListen(port);
      if (server === undefined) continue;
      held.push(server);
      ports.push(port);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  }
  if (ports.length < count)
    throw new ClusterError('PORT_BUSY', {
      place: `ports ${LOWEST} to ${highest}`,
      problem: `found only ${ports.length} of ${count} free ports`,
      fix: 'end programs that listen there',
    });
  return ports.sort((a, b) => a - b);
}

/** Ports `base`, `base + 1`, …; throws `PORT_BUSY` naming the first that is taken. */
export async function portsFrom(base: number, count: number): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, i) => base + i);
  for (const port of ports) {
    const server = await tryListen(port);
    if (server === undefined)
      throw new ClusterError('PORT_BUSY', {
        place: `port ${port}`,
        problem: 'is in use or not allowed',
        fix: 'end the program that listens there, or leave the base port out to get free ones',
      });
    await new Promise((done) => server.close(done));
  }
  return ports;
}

async function tryListen(port: number): Promise<Server | undefined> {
  if (port > 65_535) return undefined;
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

/** Linux tells the range of outgoing ports; IANA's default elsewhere. */
function firstOutgoingPort(): number {
  try {
    const low = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0]);
    if (low > LOWEST + 1000) return low;
  } catch {
    // No /proc.
  }
  return 32_768;
}

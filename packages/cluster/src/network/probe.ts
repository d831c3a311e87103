/**
 * A program that runs in a namespace: `listen ADDRESS PORT` accepts connections until its input ends; `measure PORT ADDRESS…` prints for each the
 * least of several connection times in milliseconds, as a JSON array.
 */
import { connect, createServer } from 'node:net';

const CONNECTIONS = 5;

const [role, ...rest] = process.argv.slice(2);
if (role === 'listen') {
  const [address, port] = rest;
  const server = createServer((socket) => socket.on('error', () => undefined).end());
  server.listen(Number(port), address, () => process.stdout.write('listening\n'));
  process.stdin.resume().on('end', () => process.exit());
} else {
  const [port, ...addresses] = rest;
  const times = addresses.map(async (address) => {
    const taken: number[] = [];
    for (let i = 0; i < CONNECTIONS; i++) taken.push(await connectionMs(address, Number(port)));
    return Math.min(...taken);
  });
  process.stdout.write(`${JSON.stringify(await Promise.all(times))}\n`);
}

function connectionMs(host: string, port: number): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => {
      resolve(performance.now() - start);
      socket.destroy();
    }).on('error', reject);
  });
}

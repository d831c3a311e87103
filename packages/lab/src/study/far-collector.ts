/**
 * A collector on another host, as its nodes see it: `far-collector DELAY_MS COLLECTOR… -c FILE …`. Nodes connect to the collector's socket,
 * which this program holds; what they send goes through a TCP connection of loopback to the collector, delayed in each direction.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes under way in one direction: what 1 Gbit/s holds in 20 ms. */
const MOST_UNDER_WAY = 2_500_000;
const LOOK_MS = 20;

const [delay, command, ...args] = process.argv.slice(2) as [string, string, ...string[]];
const delayMs = Number(delay);
const configAt = args.indexOf('-c') + 1;
const config = JSON.parse(readFileSync(args[configAt]!, 'utf8'));
const path: string = config.network.contents;
// A letter longer: the paths of sockets are short.
const behind = `${path}f`;
args[configAt] = 'config-far.json';
writeFileSync(
  args[configAt],
  JSON.stringify({ ...config, network: { ...config.network, contents: behind } }),
);

const collector = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 3] });
// Signals come to the process group, the collector in it; a second one would make it end at once instead of in order.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
collector.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
collector.once('error', () => process.exit(127));
await untilThere(behind, collector);

const far = createServer((socket) => join(socket, connect(behind), 0));
await listening(far, 0);
const { port } = far.address() as AddressInfo;
const near = createServer((socket) => join(socket, connect(port, '127.0.0.1'), delayMs));
await listening(near, path);

/** Both ways, each chunk after `ms`; the end of one is the end of both. */
function join(a: Socket, b: Socket, ms: number): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    let underWay = 0;
    from.on('data', (chunk) => {
      underWay += chunk.length;
      if (underWay > MOST_UNDER_WAY) from.pause();
      const pass = () => {
        to.write(chunk);
        underWay -= chunk.length;
        from.resume();
      };
      if (ms === 0) pass();
      else setTimeout(pass, ms);
    });
    from.on('end', () => setTimeout(() => to.end(), ms));
    from.on('error', () => to.destroy());
    from.on('close', () => setTimeout(() => to.destroy(), ms + LOOK_MS));
  }
}

async function untilThere(socket: string, child: ChildProcess): Promise<void> {
  while (!existsSync(socket) && child.exitCode === null) await sleep(LOOK_MS);
}

function listening(server: Server, at: number | string): Promise<void> {
  return new Promise((resolve) => {
    if (typeof at === 'number') server.listen(at, '127.0.0.1', resolve);
    else server.listen(at, resolve);
  });
}

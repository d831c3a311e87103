/**
 * Prints the trace lines of every node that forwards here, with nothing but `@slotbench/wire`:
 *
 *     node examples/tail-nodes.ts /tmp/tracer.sock 42          # or HOST:PORT; 42 is the network magic
 *     slotbench-node run ... --tracer-socket-path-connect /tmp/tracer.sock
 *
 * Lines go to standard output as they came, who comes and goes to standard error. A reader that is slow, such as a pipe
 * to `less`, holds the nodes back; nothing piles up here.
 */
import { once } from 'node:events';
import { type AcceptorSession, listenUnixOrTcp, parseAddress, runAcceptor } from '@slotbench/wire';

const [address = '', magic = '42'] = process.argv.slice(2);
const sessions = new Set<AcceptorSession>();

const listener = await listenUnixOrTcp(parseAddress(address), async (socket) => {
  try {
    const session = await runAcceptor(socket, {
      side: 'responder',
      magic: Number(magic),
      async onObjects({ machineLines }) {
        if (!process.stdout.write(machineLines.slice())) await once(process.stdout, 'drain');
      },
      onMetrics: () => {},
      metricsPeriodMs: 10_000,
    });
    sessions.add(session);
    const info = (await session.askDataPoints(['NodeInfo'])).get('NodeInfo');
    const name = info === undefined ? 'a node without a name' : JSON.parse(info).niName;
    console.error(`${name} is here`);
    const end = await session.ended;
    sessions.delete(session);
    console.error(`${name} is gone: ${end.kind === 'error' ? end.error.message : end.kind}`);
  } catch (error) {
    console.error(`refused: ${(error as Error).message}`);
  }
});
console.error(`nodes forward to ${address}`);

process.once('SIGTERM', async () => {
  for (const session of sessions) session.close();
  await listener.close();
});

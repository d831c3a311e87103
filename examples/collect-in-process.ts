/**
 * A collector inside a program: prints what nodes trace at Warning and above, and their metrics once a minute.
 * `node examples/collect-in-process.ts tracer.socket`, then point a node at the socket.
 */
import { once } from 'node:events';
import { startCollector } from '@slotbench/collector';

const WARNING = 3;

const collector = await startCollector({
  config: {
    networkMagic: Number(process.env.NETWORK_MAGIC ?? 42),
    network: { tag: 'AcceptAt', contents: process.argv[2] ?? 'tracer.socket' },
  },
  onNode: ({ name }) => console.log(`${name} is here`),
  onGone: ({ name }) => console.log(`${name} is gone`),
  onObjects(node, objects) {
    for (const { toSeverity, toMachine } of objects)
      if (toSeverity >= WARNING) console.log(`${node.name}: ${toMachine}`);
  },
  onTrace({ namespace, data }) {
    if (namespace === 'Tracer.ForwardingInterrupted') console.log(`trouble: ${data.conn}: ${data.message}`);
  },
});
console.log(`nodes connect at ${collector.address}`);

const metrics = setInterval(() => {
  for (const node of collector.nodes()) console.log(node.name, Object.fromEntries(node.metrics()));
}, 60_000);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(metrics);
await collector.stop();

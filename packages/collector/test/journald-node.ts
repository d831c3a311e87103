/** Forwards two objects to the collector at the socket that is named and ends once it has them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectNode } from './forwarding-node.ts';

const node = await connectNode({ path: process.argv[2]!, name: 'node-0' });
node.trace('{"n":1}');
node.trace('{"n":2,"sev":"Error"}');
while (node.queued > 0) await sleep(20);
await sleep(300); // the collector asks again once the journal has them
await node.close();

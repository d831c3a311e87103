/** A node for the generator's bench, in a thread of its own: takes every transaction and makes a block of them each `blockMs`. */
import { parentPort, workerData } from 'node:worker_threads';
import { startChainNode } from '../../packages/generator/test/chain-node.ts';
import { createNetwork } from '../../packages/generator/test/network.ts';

const { funds, blockMs }: { funds: number; blockMs: number } = workerData;
const node = await startChainNode(createNetwork({ funds }), { ids: 100, trusting: true });
setInterval(() => node.forge(), blockMs);
parentPort!.postMessage(node.port);

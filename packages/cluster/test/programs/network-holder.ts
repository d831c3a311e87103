/** Holds a network as a run does, so that a test can kill it: prints its id once it is up. */
import { findShaper, makeNetwork, networkId } from '../../src/network/network.ts';
import { planNetwork } from '../../src/network/network-plan.ts';

const plan = planNetwork(['eu-central-1', 'us-east-1'], networkId());
await makeNetwork(plan, { tmp: process.argv[2]!, shaper: await findShaper(process.env) });
console.log(plan.id);
setInterval(() => undefined, 1000);

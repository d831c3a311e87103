import { planCardano } from './cardano-command.ts';
import { findBinary } from './find-binary.ts';
import type { NodeDriver, NodePlanSpec } from './node-driver.ts';

/** IntersectMBO's cardano-node, 10.x and 11.x, as the workbench starts it. */
export const cardanoNode: NodeDriver = {
  id: 'cardano-node',
  capabilities: new Set(['forging', 'forwarding', 'legacy-tracing', 'stuffed-utxo']),
  logAdapter: 'cardano-node',
  status: 'golden files only',
  async detect(command) {
    const found = await findBinary({ name: 'cardano-node', path: command?.[0], versionArgs: ['--version'] });
    return { name: 'cardano-node', version: found.version, hash: found.hash, command: [found.path] };
  },
  plan: (spec) => planCardano(spec, runtimeFlags(spec)),
};

/** GHC's runtime: statistics of the collector beside the node, and what the profile asks for. */
function runtimeFlags({ profile }: NodePlanSpec): string[] {
  return ['+RTS', '-scardano-node.gcstats', ...profile.node.rts_flags_override, '-RTS'];
}

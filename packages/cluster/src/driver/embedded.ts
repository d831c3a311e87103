import { installedPrograms } from '../program.ts';
import { planCardano } from './cardano-command.ts';
import { digestOfCode } from './code-digest.ts';
import type { DetectedNode, NodeDriver } from './node-driver.ts';

/** Slotbench's own node; takes cardano-node's command line and files. */
export const embedded: NodeDriver = {
  id: 'embedded',
  capabilities: new Set(['forging', 'forwarding', 'legacy-tracing', 'stuffed-utxo']),
  startsFrom: ['genesis', 'anchor'],
  logAdapter: 'cardano-node',
  async detect(command = installedPrograms().node): Promise<DetectedNode> {
    const { version, hash } = await digestOfCode(command.at(-1)!);
    return { name: 'slotbench-node', version, hash, command };
  },
  plan: (spec) =>
    planCardano(
      spec,
      spec.anchor === undefined ? [] : ['--initial-state', `${spec.anchor.folder}/initial-state.json`],
    ),
  status: 'verified in CI',
};

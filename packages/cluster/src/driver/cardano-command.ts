import { nodeConfig, nodeTopologyFile, tracingSetup } from '@slotbench/profiles';
import { SHUTDOWN_IPC_FD } from '../program.ts';
import type { NodePlan, NodePlanSpec } from './node-driver.ts';

/**
 * Files and command line of a node that takes cardano-node's own, in the order in which the workbench writes them. `more`
 * follows them.
 */
export function planCardano(spec: NodePlanSpec, more: readonly string[] = []): NodePlan {
  const { profile, node, topology, ports } = spec;
  const topologyFile = nodeTopologyFile(topology, node.i, ports);
  const config = nodeConfig(profile, {
    nodeName: node.name,
    acceptorPath: spec.tracerSocketPath,
    valency: topologyFile.localRoots.length,
    genesisFolder: spec.genesisFolder,
  });
  const keys = `${spec.genesisFolder}/pools-keys/pool${node.i + 1}`; // pool directories count from 1
  return {
    files: new Map([
      ['config.json', json(config)],
      ['topology.json', json(topologyFile)],
    ]),
    program: {
      name: node.name,
      role: 'node',
      producer: node.isProducer,
      argv: [
        ...spec.command,
        'run',
        ...['--config', 'config.json'],
        ...['--database-path', 'db'],
        ...['--topology', 'topology.json'],
        ...['--host-addr', '127.0.0.1'],
        ...['--port', String(node.port)],
        ...['--socket-path', spec.socketPath],
        ...(tracingSetup(profile) === 'forward'
          ? ['--tracer-socket-path-connect', spec.tracerSocketPath]
          : []),
        ...(node.isProducer
          ? [
              ...['--shelley-vrf-key', `${keys}/vrf.skey`],
              ...['--shelley-kes-key', `${keys}/kes.skey`],
              ...['--shelley-operational-certificate', `${keys}/opcert.cert`],
            ]
          : []),
        ...shutdownOption(spec),
        ...['--shutdown-ipc', String(SHUTDOWN_IPC_FD)],
        ...more,
      ],
      env: {},
      ready: { sockets: [spec.socketPath], ports: [node.port] },
    },
  };
}

/**
 * The slot goes before the block where a profile sets both, as in the derivation of its duration. The profile counts from the start of
 * the run, the chain from its genesis; a genesis' first block has the number 0.
 */
function shutdownOption({ node, anchor }: NodePlanSpec): string[] {
  if (node.shutdown_on_slot_synced !== null)
    return ['--shutdown-on-slot-synced', String(node.shutdown_on_slot_synced + (anchor?.firstSlot ?? 0))];
  if (node.shutdown_on_block_synced !== null)
    return [
      '--shutdown-on-block-synced',
      String(node.shutdown_on_block_synced + (anchor === undefined ? 0 : anchor.blockNo + 1)),
    ];
  return [];
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

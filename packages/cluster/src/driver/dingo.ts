import { nodeConfig, nodeTopologyFile } from '@slotbench/profiles';
import { endWithPipe } from './end-with-pipe.ts';
import { findBinary } from './find-binary.ts';
import type { NodeDriver, NodePlan, NodePlanSpec } from './node-driver.ts';

/** Blink Labs' dingo 0.69, by its documented settings (environment) and cardano-node's configuration and topology files. */
export const dingo: NodeDriver = {
  id: 'dingo',
  capabilities: new Set(['forging']),
  logAdapter: 'dingo',
  status: 'untested against the program',
  async detect(command) {
    const found = await findBinary({ name: 'dingo', path: command?.[0], versionArgs: ['version'] });
    return { name: 'dingo', version: found.version, hash: found.hash, command: [found.path] };
  },
  plan: planDingo,
};

function planDingo(spec: NodePlanSpec): NodePlan {
  const { node, profile, topology, ports } = spec;
  const topologyFile = nodeTopologyFile(topology, node.i, ports);
  const config = nodeConfig(profile, {
    nodeName: node.name,
    acceptorPath: spec.tracerSocketPath,
    valency: topologyFile.localRoots.length,
    genesisFolder: spec.genesisFolder,
  });
  const keys = `${spec.genesisFolder}/pools-keys/pool${node.i + 1}`;
  return {
    files: new Map([
      ['config.json', `${JSON.stringify(config, undefined, 1)}\n`],
      ['topology.json', `${JSON.stringify(topologyFile, undefined, 1)}\n`],
    ]),
    program: {
      name: node.name,
      role: 'node',
      producer: false, // it knows no block to end at
      argv: endWithPipe([...spec.command, 'serve']),
      env: {
        CARDANO_CONFIG: 'config.json',
        CARDANO_TOPOLOGY: 'topology.json',
        CARDANO_DATABASE_PATH: 'db',
        CARDANO_BIND_ADDR: '127.0.0.1',
        CARDANO_RELAY_PORT: String(node.port),
        CARDANO_SOCKET_PATH: spec.socketPath,
        // Several nodes share a machine: any free port.
        CARDANO_METRICS_PORT: '0',
        CARDANO_PRIVATE_PORT: '0',
        ...(node.isProducer
          ? {
              CARDANO_BLOCK_PRODUCER: 'true',
              CARDANO_SHELLEY_VRF_KEY: `${keys}/vrf.skey`,
              CARDANO_SHELLEY_KES_KEY: `${keys}/kes.skey`,
              CARDANO_SHELLEY_OPERATIONAL_CERTIFICATE: `${keys}/opcert.cert`,
            }
          : {}),
        DINGO_LOGGING_FORMAT: 'json',
        DINGO_LOGGING_LEVEL: 'debug',
      },
      ready: { sockets: [], ports: [node.port] },
    },
  };
}

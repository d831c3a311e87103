import { ClusterError } from '../errors.ts';
import { amaruAnchorFiles } from './amaru-anchor.ts';
import { endWithPipe } from './end-with-pipe.ts';
import { findBinary } from './find-binary.ts';
import type { NodeDriver, NodePlan, NodePlanSpec } from './node-driver.ts';

/**
 * amaru 0.1.2 (pragma-org), a follower: it forges nothing and starts from the ledger states, headers and nonces of an
 * anchor, never from a genesis. Its traces go to stdout as JSON.
 */
export const amaru: NodeDriver = {
  id: 'amaru',
  capabilities: new Set([]),
  startsFrom: ['anchor'],
  // Of every `testnet_N` that it knows; so are 129,600 slots a KES period, which profiles have too.
  constants: { active_slots_coeff: 0.05, epoch_length: 86_400, parameter_k: 432 },
  anchorFiles: amaruAnchorFiles,
  logAdapter: 'amaru',
  status: 'verified in CI',
  async detect(command) {
    const found = await findBinary({ name: 'amaru', path: command?.[0], versionArgs: ['--version'] });
    return { name: 'amaru', version: found.version, hash: found.hash, command: [found.path] };
  },
  plan: planAmaru,
};

/** Enough for every event of the adapter; pure_stage writes each effect and would be most of the log. */
const TRACES =
  'info,amaru::consensus=trace,amaru::ledger=trace,amaru::stores=trace,amaru_consensus=debug,pure_stage=off,amaru_protocols=warn';

/** Imports once, then becomes the node; every argument is a parameter of the script, none is pasted into it. */
const SCRIPT = [
  'amaru=$1 network=$2 anchor=$3; shift 3',
  'if [ ! -e ledger ]; then',
  '  "$amaru" import-ledger-state --network "$network" --ledger-dir ledger --snapshot-dir "$anchor/state" || exit 1',
  '  for header in "$anchor"/header.*.cbor; do',
  '    "$amaru" import-headers --network "$network" --chain-dir chain --header-file "$header" || exit 1',
  '  done',
  '  "$amaru" import-nonces --network "$network" --chain-dir chain --nonces-file "$anchor/nonces.json" || exit 1',
  'fi',
  'exec "$amaru" --with-json-traces run --network "$network" --ledger-dir ledger --chain-dir chain "$@"',
].join('\n');

function planAmaru(spec: NodePlanSpec): NodePlan {
  const { node, profile, ports, anchor } = spec;
  if (anchor === undefined || node.isProducer)
    throw new ClusterError('RUN_UNSUPPORTED', {
      place: node.name,
      problem: node.isProducer
        ? 'amaru forges no blocks'
        : 'amaru starts from the ledger states of an anchor, not from a genesis',
      fix: 'give it a place among the nodes that follow a network which starts from such an anchor',
    });
  const upstream = spec.topology.relayNodes
    .concat(spec.topology.coreNodes)
    .find(({ nodeId }) => nodeId === node.i)!
    .producers.map((name) => `127.0.0.1:${ports[Number(/\d+$/.exec(name)![0])]}`);
  const network = `testnet_${profile.genesis.network_magic}`;
  // Both addresses always: the defaults are the first port of everyone.
  const addresses = ['--listen-address', `127.0.0.1:${node.port}`, '--peer-address', upstream.join(',')];
  return {
    files: new Map(),
    program: {
      name: node.name,
      role: 'node',
      producer: false,
      argv: endWithPipe([
        ...(['/bin/sh', '-c', SCRIPT, 'amaru'] as const),
        ...[spec.command[0], network, anchor.folder],
        ...addresses,
      ]),
      env: { AMARU_TRACE: TRACES },
      ready: { sockets: [], ports: [node.port] },
    },
  };
}

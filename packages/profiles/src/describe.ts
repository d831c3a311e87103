import type { Profile } from './schema/profile.ts';
import { type TracingSetup, tracingSetup } from './trace-config.ts';

/** One screen about a profile: its question in a line, then shape, chain, load, stop and tracing. */
export function describeProfile(profile: Profile): string {
  const { composition, genesis, derived, analysis } = profile;
  const shelley = genesis.shelley.protocolParams;
  const overlays = genesis.pparamsOverlays.length > 0 ? ` with ${genesis.pparamsOverlays.join(', ')}` : '';
  const rows: readonly (readonly [string, string])[] = [
    [
      'cluster',
      `${count(composition.n_hosts, 'node')}, ${count(composition.n_pools, 'pool')}, ${composition.topology}${composition.with_explorer ? ', explorer' : ''}`,
    ],
    ['places', composition.locations.join(', ')],
    [
      'chain',
      `slot ${genesis.slot_duration} s, f ${genesis.active_slots_coeff}, k ${genesis.parameter_k}, epoch ${genesis.epoch_length} slots`,
    ],
    [
      'parameters',
      `mainnet epoch ${genesis.pparamsEpoch}${overlays}, blocks of ${shelley.maxBlockBodySize} bytes`,
    ],
    [
      'ledger',
      `${count(genesis.utxo, 'stuffed entry', 'stuffed entries')}, ${count(derived.delegators_effective, 'delegator')}`,
    ],
    ['load', load(profile)],
    ['stops', stops(profile)],
    ['tracing', tracingText[tracingSetup(profile)]],
    ['analysis', analysis.type ?? 'none'],
  ];
  const head = profile.desc === undefined ? profile.name : `${profile.name}: ${profile.desc}`;
  return [head, ...rows.map(([name, text]) => `  ${name.padEnd(11)} ${text}`)].join('\n');
}

const tracingText: Readonly<Record<TracingSetup, string>> = {
  off: 'none',
  stdout: 'to the stdout of each node',
  forward: 'forwarded to the collector',
  legacy: 'by the legacy system, to the stdout of each node',
  legacyForward: 'by the legacy system, to the stdout of each node and to an acceptor',
};

function stops({ node, derived }: Profile): string {
  const limit = `at most ${derived.generator_duration} s after slot 0`;
  if (node.shutdown_on_slot_synced !== null) return `at slot ${node.shutdown_on_slot_synced}, ${limit}`;
  if (node.shutdown_on_block_synced !== null) return `at block ${node.shutdown_on_block_synced}, ${limit}`;
  return limit;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function load({ scenario, generator }: Profile): string {
  if (scenario !== 'fixed-loaded') return `none (scenario ${scenario})`;
  const { plutus, tps, inputs_per_tx, outputs_per_tx, add_tx_size, tx_count } = generator;
  const kind = plutus.script === null ? 'value transactions' : `calls of the Plutus script ${plutus.script}`;
  const shape = `${count(inputs_per_tx, 'input')}, ${count(outputs_per_tx, 'output')}, ${add_tx_size} bytes of payload`;
  return `${tps} ${kind} a second, ${shape}; ${tx_count} in all`;
}

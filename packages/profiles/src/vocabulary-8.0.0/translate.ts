import { type Piece, piece } from '../compose.ts';
import { ProfileError } from '../errors.ts';
import { traces800 } from './node-traces.ts';
import { resolveProfile800 } from './resolve.ts';
import type { Settings800 } from './settings.ts';

/** Before a name of 8.0.0, where today's names are expected: `8.0.0/trace-bench-bage`. */
export const PREFIX_800 = '8.0.0/';

/** Hosts of one machine, and the region of today that a code of 8.0.0 became. */
const regions: { readonly [code: string]: string } = { LO: 'loopback', EU: 'eu-central-1' };

const FIRST_EPOCH = 537;

/** Protocol parameters of Shelley that mean the same today; version and price of an output are Conway's. */
const KEPT = ['maxTxSize', 'maxBlockBodySize', 'maxBlockHeaderSize', 'minFeeA', 'minFeeB'] as const;
type Kept = { readonly [K in (typeof KEPT)[number]]: number };

/**
 * A profile of 8.0.0 in today's shape: hosts, graph, dataset, timescale, load, stop and tracing stay, and so do sizes, fees and
 * budgets of the parameters. Era, cost models and all other parameters are Conway's, in which nodes of today start; every node is
 * peer-to-peer. The description says so. Throws PROFILE_UNKNOWN, and PROFILE_INVALID for what has become of nothing.
 */
export function translate800(name: string): { readonly name: string; readonly pieces: readonly Piece[] } {
  const old = resolveProfile800(name.slice(PREFIX_800.length)) as unknown as Settings800 & Realised;
  if (old.scenario === 'chainsync')
    throw new ProfileError('PROFILE_INVALID', {
      place: `profile ${name}`,
      faults: [
        {
          path: 'scenario',
          expected: 'one whose nodes forge',
          got: 'chainsync: it syncs chunks of mainnet’s chain with nodes and ledger snapshots of that version',
        },
      ],
      hint: 'today’s chainsync-early-byron and chainsync-early-alonzo describe the same',
    });
  const { composition, genesis, generator, node, analysis } = old;
  const { locations, topology, n_bft_hosts, n_singular_hosts, n_dense_hosts, dense_pool_density } =
    composition;
  const { shelley, alonzo } = genesis;
  return {
    name: `${old.name}-8.0.0`,
    pieces: [
      piece('translated from 8.0.0', {
        desc: `${[old.desc, old.extra_desc].filter(Boolean).join(', ') || old.name} (8.0.0's ${old.name} in Conway, peer-to-peer)`,
        scenario: old.scenario,
        composition: {
          locations: locations.map((code) => regions[code]!) as ['loopback'],
          n_bft_hosts,
          // Densities of one made hosts singular only when the profile was derived.
          ...(dense_pool_density === 1
            ? { n_singular_hosts: n_singular_hosts + n_dense_hosts }
            : { n_singular_hosts, n_dense_hosts, dense_pool_density }),
          with_explorer: composition.with_explorer,
          topology: topology as 'torus',
        },
        genesis: {
          network_magic: genesis.network_magic,
          per_pool_balance: genesis.per_pool_balance,
          funds_balance: genesis.funds_balance,
          utxo: genesis.utxo,
          delegators: genesis.delegators,
          active_slots_coeff: genesis.active_slots_coeff,
          epoch_length: genesis.epoch_length,
          parameter_k: genesis.parameter_k,
          slot_duration: genesis.slot_duration,
          extra_future_offset: genesis.extra_future_offset,
          pparamsEpoch: FIRST_EPOCH,
          shelley: {
            protocolParams: Object.fromEntries(KEPT.map((key) => [key, shelley.protocolParams[key]])),
          },
          alonzo: {
            maxTxExUnits: alonzo.maxTxExUnits,
            maxBlockExUnits: alonzo.maxBlockExUnits,
            executionPrices: alonzo.executionPrices,
          },
        },
        generator: { ...generator, plutus: generator.plutus } as never,
        node: {
          tracer: node.tracer,
          tracing_backend: node.tracing_backend as 'trace-dispatcher',
          rts_flags_override: node.rts_flags_override,
          shutdown_on_slot_synced: node.shutdown_on_slot_synced as number | null,
          shutdown_on_block_synced: node.shutdown_on_block_synced,
          ...(node.tracing_backend === 'trace-dispatcher'
            ? { verbatim: { TraceOptions: { ...traces800(node.tracer), ...analysed } } }
            : {}),
        },
        tracer: { ekg: node.ekg },
        analysis: { type: analysis.type as 'standard' | null, filters: analysis.filters },
      }),
    ],
  };
}

/** Nodes of today tell these below 8.0.0's least severity; without them a run has no leadership and no machine to report. */
const analysed = { 'Forge.Loop': { severity: 'Info' }, Resources: { severity: 'Info' } };

/** What the realised profile has beside its settings. */
interface Realised {
  readonly genesis: {
    readonly shelley: { readonly protocolParams: Kept };
    readonly alonzo: { readonly [key: string]: object };
  };
}

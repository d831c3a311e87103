import { ProfileError } from './errors.ts';
import { isObject, overlay } from './merge.ts';
import type { Profile } from './schema/profile.ts';
import { type TraceConfigOptions, traceConfig } from './trace-config.ts';

const eras = ['Shelley', 'Allegra', 'Mary', 'Alonzo', 'Babbage', 'Conway'];

export interface NodeConfigOptions extends TraceConfigOptions {
  /** Connections that the node's topology asks for; the targets for peers must not be lower. */
  readonly valency: number;
  /** Folder of the genesis files, relative to the configuration file. */
  readonly genesisFolder: string;
  /** Whether it makes blocks: a ledger state on disk (`node.utxo_lsmt`) is for producers only. */
  readonly producer?: boolean;
}

/**
 * A node's configuration file, as cardano-node reads it: Conway from slot 0 on, genesis files without hashes, tracing for
 * the analysis, then `node.verbatim` of the profile. Source: the workbench's node configuration of 2026. Throws
 * PROFILE_INVALID for parameters that are older than Conway.
 */
export function nodeConfig(profile: Profile, o: NodeConfigOptions): Record<string, unknown> {
  if (profile.genesis.conway === null)
    throw new ProfileError('PROFILE_INVALID', {
      place: `profile ${profile.name}`,
      faults: [
        { path: 'genesis.conway', expected: 'the genesis of the era that the run starts in', got: 'null' },
      ],
      hint: 'set genesis.pparamsEpoch to 507 or later with an overlay',
    });
  const genesisFiles = ['Byron', 'Shelley', 'Alonzo', 'Conway'].map((era): [string, string] => [
    `${era}GenesisFile`,
    `${o.genesisFolder}/genesis.${era.toLowerCase()}.json`,
  ]);
  const config = {
    Protocol: 'Cardano',
    RequiresNetworkMagic: 'RequiresMagic',
    'LastKnownBlockVersion-Alt': 0,
    'LastKnownBlockVersion-Major': 3,
    'LastKnownBlockVersion-Minor': 1,
    ...Object.fromEntries(genesisFiles),
    ...Object.fromEntries(eras.map((era) => [`Test${era}HardForkAtEpoch`, 0])),
    ExperimentalHardForksEnabled: true,
    ExperimentalProtocolsEnabled: true,
    SnapshotInterval: 4230,
    ChainSyncIdleTimeout: 0,
    PeerSharing: false,
    TargetNumberOfActivePeers: Math.max(15, o.valency),
    TargetNumberOfEstablishedPeers: Math.max(40, o.valency),
    SyncTargetNumberOfActivePeers: Math.max(15, o.valency),
    SyncTargetNumberOfEstablishedPeers: Math.max(40, o.valency),
    ...(profile.node.utxo_lsmt && o.producer === true ? { LedgerDB: stateOnDisk(profile, o.nodeName) } : {}),
    ...traceConfig(profile, o),
  };
  return overlay(
    saysAllOfTraces(profile) ? { ...config, TraceOptions: {} } : config,
    profile.node.verbatim,
  ) as Record<string, unknown>;
}

/** Trace options with a root are a whole configuration; without, they change single namespaces. */
function saysAllOfTraces({ node }: Profile): boolean {
  const { TraceOptions: options } = node.verbatim;
  return isObject(options) && '' in options;
}

/** A folder of the node's own below the profile's, or beside its configuration. */
function stateOnDisk({ node }: Profile, nodeName: string): { Backend: string; LSMDatabasePath: string } {
  return {
    Backend: 'V2LSM',
    LSMDatabasePath: node.ssd_directory === null ? 'lsm' : `${node.ssd_directory}/${nodeName}/lsm`,
  };
}

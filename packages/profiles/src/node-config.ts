import { overlay } from './merge.ts';
import type { Profile } from './schema/profile.ts';
import { type TraceConfigOptions, traceConfig } from './trace-config.ts';

const eras = ['Shelley', 'Allegra', 'Mary', 'Alonzo', 'Babbage', 'Conway'];

export interface NodeConfigOptions extends TraceConfigOptions {
  /** Connections that the node's topology asks for; the targets for peers must not be lower. */
  readonly valency: number;
  /** Folder of the genesis files, relative to the configuration file. */
  readonly genesisFolder: string;
}

/**
 * A node's configuration file, as cardano-node reads it: Conway from slot 0 on, genesis files without hashes, tracing for
 * the analysis, then `node.verbatim` of the profile. Source: the workbench's node configuration of 2026.
 */
export function nodeConfig(profile: Profile, o: NodeConfigOptions): Record<string, unknown> {
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
    ...traceConfig(profile, o),
  };
  return overlay(config, profile.node.verbatim) as Record<string, unknown>;
}

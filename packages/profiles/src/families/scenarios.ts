/** Upstream's profiles whose scenario is not a load on forging nodes. */
import { type Piece, piece } from '../compose.ts';
import {
  analysisType,
  delegatorPerPool,
  description,
  explorer,
  filters,
  futureOffset,
  hosts,
  mainnetTimescale,
  noTracer,
  scenario,
  timescale,
  untilSlot,
  voltaire64k,
} from '../vocabulary.ts';
import { six } from './local.ts';

const standing: readonly Piece[] = [...six, voltaire64k, filters('unitary')];

/** Chunks of mainnet's immutable database and the slots of the ledger snapshots that server and client start from. */
const recorded = (o: {
  chunks: { server: number; client: number };
  snapshot: { server: number; client: number };
}): Piece =>
  piece('recorded mainnet chain', {
    scenario: 'chainsync',
    preset: 'mainnet',
    composition: { with_chaindb_server: true },
    chaindb: {
      mainnet_chunks: { chaindb_server: o.chunks.server, explorer: o.chunks.client },
      ledger_snapshot: { chaindb_server: o.snapshot.server, explorer: o.snapshot.client },
    },
  });

const sync: readonly Piece[] = [
  explorer,
  mainnetTimescale,
  voltaire64k,
  analysisType('performance'),
  description('Mainnet chain syncing benchmark'),
];
const earlyByron: readonly Piece[] = [
  ...sync,
  recorded({ chunks: { server: 10, client: 0 }, snapshot: { server: 237_599, client: 0 } }),
  untilSlot(237_599),
];
const earlyAlonzo: readonly Piece[] = [
  ...sync,
  recorded({ chunks: { server: 1800, client: 1799 }, snapshot: { server: 38_901_589, client: 37_173_650 } }),
  untilSlot(38_901_589),
];

export const scenarioProfiles: { readonly [name: string]: readonly Piece[] } = {
  'chainsync-early-byron': earlyByron,
  'chainsync-early-byron-notracer': [...earlyByron, noTracer],
  'chainsync-early-alonzo': earlyAlonzo,
  'chainsync-early-alonzo-notracer': [...earlyAlonzo, noTracer],
  devops: [
    hosts(6),
    delegatorPerPool,
    voltaire64k,
    filters('unitary'),
    timescale({ epochLength: 1000, k: 10, slotSeconds: 0.2, f: 0.1 }),
    futureOffset(10),
    piece('one genesis delegate decides', { genesis: { shelley: { updateQuorum: 1 } } }),
    scenario('idle'),
    analysisType(null),
  ],
  idle: [
    ...standing,
    scenario('idle'),
    description('Idle scenario:  start nodes & detach from tty;  no cluster termination'),
  ],
  'tracer-only': [
    ...standing,
    scenario('tracer-only'),
    description('Idle scenario:  start only the tracer & detach from tty;  no termination'),
  ],
};

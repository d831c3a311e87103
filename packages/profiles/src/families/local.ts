/** Upstream's local profiles on an empty ledger: smoke tests, CI and the tracing family. */
import type { Piece } from '../compose.ts';
import {
  collectorResources,
  compressed,
  delegatorPerPool,
  description,
  epochs,
  filters,
  hosts,
  noTracer,
  parameterOverlays,
  preVoltaire,
  topology,
  tps,
  untilBlock,
  untilSlot,
  voltaire64k,
} from '../vocabulary.ts';
import { fee, scripts } from '../words/scripts.ts';

/** 15 value transactions a second: what the nodes of one machine take. */
const localValue = tps(15);
/** One script transaction in five seconds: its budget is a tenth of a block's. */
export const localScript: Piece = tps(0.2);

const fast: readonly Piece[] = [
  compressed,
  voltaire64k,
  untilBlock(1),
  description("Stop as soon as we've seen a single block"),
];
const ciTest: readonly Piece[] = [
  hosts(2),
  compressed,
  epochs(2),
  untilBlock(8),
  description('Miniature dataset, CI-friendly duration (2-3min), test scale'),
];
const tracing: readonly Piece[] = [
  hosts(6),
  topology('torus'),
  compressed,
  voltaire64k,
  localValue,
  collectorResources,
];
const traceBench: readonly Piece[] = [
  ...tracing,
  untilBlock(15),
  description('6 low-footprint nodes in a torus topology, 5 minutes runtime'),
];
/** Six nodes for three epochs, one delegation a pool. */
export const six: readonly Piece[] = [hosts(6), compressed, delegatorPerPool];
const sixWithScript: readonly Piece[] = [...six, preVoltaire, localScript, filters('size-small')];
const saturated = [localScript, filters('size-small')];

export const localProfiles: { readonly [name: string]: readonly Piece[] } = {
  'fast-solo': [hosts(1), ...fast, localValue],
  fast: [hosts(2), ...fast, localValue],
  'fast-notracer': [hosts(2), ...fast, localValue, noTracer],
  'fast-plutus': [hosts(2), ...fast, ...scripts.loop, ...saturated],
  'ci-test': [...ciTest, voltaire64k, localValue],
  'ci-test-notracer': [...ciTest, voltaire64k, localValue, noTracer],
  'ci-test-plutus': [...ciTest, voltaire64k, ...scripts.loop, ...saturated],
  'ci-test-hydra': [
    ...ciTest,
    preVoltaire,
    parameterOverlays('blocksize64k'),
    scripts.bareLoop,
    fee(1_380_000),
    ...saturated,
  ],
  'trace-bench': traceBench,
  'trace-bench-notracer': [...traceBench, noTracer],
  'trace-full': [
    ...tracing,
    untilSlot(1200),
    description('6 low-footprint nodes in a torus topology, 20 minutes runtime'),
  ],
  default: [...six, voltaire64k, filters('unitary')],
  plutus: [...sixWithScript, scripts.bareLoop, fee(1_380_000)],
  'plutus-secp-ecdsa': [...sixWithScript, ...scripts.ecdsa],
  'plutus-secp-schnorr': [...sixWithScript, ...scripts.schnorr],
  'epoch-transition': [
    hosts(2),
    compressed,
    voltaire64k,
    localValue,
    untilSlot(900),
    description('2 low-footprint nodes, 15 minutes runtime'),
  ],
};

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
  topology,
  tps,
  untilBlock,
  untilSlot,
  voltaire64k,
} from '../vocabulary.ts';

const fast: readonly Piece[] = [
  compressed,
  voltaire64k,
  tps(15),
  untilBlock(1),
  description("Stop as soon as we've seen a single block"),
];
const ciTest: readonly Piece[] = [
  hosts(2),
  compressed,
  voltaire64k,
  tps(15),
  epochs(2),
  untilBlock(8),
  description('Miniature dataset, CI-friendly duration (2-3min), test scale'),
];
const tracing: readonly Piece[] = [
  hosts(6),
  topology('torus'),
  compressed,
  voltaire64k,
  tps(15),
  collectorResources,
];
const traceBench: readonly Piece[] = [
  ...tracing,
  untilBlock(15),
  description('6 low-footprint nodes in a torus topology, 5 minutes runtime'),
];

export const localProfiles: { readonly [name: string]: readonly Piece[] } = {
  'fast-solo': [hosts(1), ...fast],
  fast: [hosts(2), ...fast],
  'fast-notracer': [hosts(2), ...fast, noTracer],
  'ci-test': ciTest,
  'ci-test-notracer': [...ciTest, noTracer],
  'trace-bench': traceBench,
  'trace-bench-notracer': [...traceBench, noTracer],
  'trace-full': [
    ...tracing,
    untilSlot(1200),
    description('6 low-footprint nodes in a torus topology, 20 minutes runtime'),
  ],
  default: [hosts(6), compressed, voltaire64k, delegatorPerPool, filters('unitary')],
};

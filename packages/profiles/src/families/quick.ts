/**
 * Slotbench's own profiles for a first answer on one machine: short slots, one block a second on average, load from the
 * first seconds on. The base allowance of 40 s for the start of the nodes shrinks to 5 s, since embedded nodes with an
 * empty ledger listen within a second.
 */
import type { Piece } from '../compose.ts';
import {
  cooldown,
  description,
  filters,
  futureOffset,
  hosts,
  noTracer,
  noTracing,
  oldTracing,
  payload,
  timescale,
  topology,
  tps,
  txCount,
  untilBlock,
  untilSlot,
  voltaire64k,
} from '../vocabulary.ts';
import { scripts } from '../words/scripts.ts';

export const quickCluster: readonly Piece[] = [
  hosts(4),
  topology('torus'),
  timescale({ epochLength: 600, k: 10, slotSeconds: 0.2, f: 0.2 }),
  voltaire64k,
  // Two seconds: four embedded nodes listen one second after their start, two on a machine with other work.
  futureOffset(-38),
  tps(50),
  cooldown(2),
];

/** 25 blocks take 25 s on average; 1500 transactions at 50 a second outlast them. */
const short: readonly Piece[] = [...quickCluster, untilBlock(25), txCount(1500)];

export const quickProfiles: { readonly [name: string]: readonly Piece[] } = {
  quick: [...short, description('4 nodes in a torus on this machine, 25 blocks, about 30 seconds')],
  'quick-notracer': [
    ...short,
    noTracer,
    description(
      'quick without forwarding: nodes log to stdout; the difference to quick is the cost of forwarding',
    ),
  ],
  'quick-notracing': [
    ...short,
    noTracing,
    description(
      'quick with nodes that trace nothing: what a node costs without; its logs have no blocks to analyse',
    ),
  ],
  'quick-oldtracing': [
    ...short,
    oldTracing,
    description(
      'quick with the legacy tracing system (iohk-monitoring): to stdout, and forwarded to its acceptor',
    ),
  ],
  'quick-oldtracing-notracer': [
    ...short,
    oldTracing,
    noTracer,
    description('quick with the legacy tracing system (iohk-monitoring), without forwarding'),
  ],
  // Every script uses up what a transaction may; four of them what a block may, and a block comes once a second.
  'quick-plutus': [
    hosts(4),
    topology('torus'),
    timescale({ epochLength: 600, k: 10, slotSeconds: 0.2, f: 0.2 }),
    voltaire64k,
    futureOffset(-38),
    cooldown(2),
    tps(3),
    ...scripts.loop2024,
    untilBlock(25),
    txCount(90),
    description('quick with calls of the Plutus script Loop2024 instead of value transactions'),
  ],
  // 1500 bytes more make about 1.8 kB a transaction: 90 kB a second of load against 64 KiB a second of block space.
  'quick-full': [
    ...short,
    payload(1500),
    description('quick with larger transactions, so that every block is full'),
  ],
  'quick-5min': [
    ...quickCluster,
    untilBlock(300),
    description('quick with 300 blocks, about 5 minutes: enough blocks for stable centiles'),
  ],
  // 3000 slots of 0.2 s; a block in 2 s on average, so about 300 blocks in three epochs.
  'standard-local': [
    hosts(6),
    topology('torus-dense'),
    timescale({ epochLength: 1000, k: 10, slotSeconds: 0.2, f: 0.1 }),
    voltaire64k,
    futureOffset(-35),
    tps(30),
    cooldown(5),
    untilSlot(3000),
    filters('unitary'),
    description(
      '6 nodes in a dense torus on this machine, three epochs, 10 minutes: the standard of one machine',
    ),
  ],
};

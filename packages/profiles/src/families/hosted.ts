/** Upstream's profiles for hosted clusters: 52 producers and an explorer in three regions, about 18 hours; and short ones. */
import type { Piece } from '../compose.ts';
import {
  compressed,
  cooldown,
  datasets,
  delegatorPerPool,
  description,
  dreps,
  epochs,
  explorer,
  filters,
  funds,
  heapLimit,
  hosts,
  modelTimescale,
  parameterOverlays,
  preVoltaire,
  smallTimescale,
  stateOnDisk,
  topology,
  tps,
  untilBlock,
  untilSlot,
  voltaire,
  voltaire64k,
} from '../vocabulary.ts';
import {
  notedBlockSize,
  oneRegion,
  perfCluster,
  perfClusterCgroup,
  perfClusterDisk,
  ssdCluster,
  threeRegions,
} from '../words/hosted.ts';
import { fillDouble, fillOneAndAHalf, scripts } from '../words/scripts.ts';
import { cgroupMemoryWorkload, latencyWorkload, votingWorkload } from '../words/workloads.ts';

const everywhere: readonly Piece[] = [hosts(52), explorer, topology('torus-dense'), threeRegions];
const few = (n: number): readonly Piece[] => [hosts(n), explorer, topology('torus'), threeRegions];
const doubleFunds = funds(20_000_000_000_000);
const loaded: readonly Piece[] = [
  ...everywhere,
  datasets.oct2021,
  modelTimescale,
  notedBlockSize,
  cooldown(45),
];
const valueText = 'AWS c5-2xlarge cluster dataset, 7 ep, value workload';
const scriptText = 'AWS c5-2xlarge cluster dataset, 9 ep, Plutus workload';
const valueLoad: readonly Piece[] = [...loaded, tps(12), untilSlot(64_000), epochs(8)];
const scriptLoad: readonly Piece[] = [...loaded, untilSlot(72_000), epochs(9), filters('epoch3+')];

const value: readonly Piece[] = [...valueLoad, doubleFunds, filters('epoch3+', 'size-full')];
const script: readonly Piece[] = [...scriptLoad, doubleFunds, description(scriptText)];
/** Loop scripts: a block holds less than 17 a 20 s. */
const loop: readonly Piece[] = [...script, tps(0.85), filters('size-small')];
/** Eight calls fill a block; 2 a second are five times that. */
const perBlock: readonly Piece[] = [...script, tps(2)];

const volt: readonly Piece[] = [voltaire, dreps(10_000)];
const valueOnC5 = [...value, description(valueText)];
const perfValue = [...valueOnC5, perfCluster];
const perfLoop = [...loop, perfCluster];
const perfPerBlock = [...perBlock, perfCluster];
const blst = [...perfPerBlock, ...volt, ...scripts.blst, filters('size-moderate-2')];
const ripemd = [...perfPerBlock, ...volt, ...scripts.ripemd, filters('size-small')];
const votingValue = [
  ...valueLoad,
  ...volt,
  perfCluster,
  filters('epoch5+', 'size-full'),
  description(`${valueText}+ voting`),
];
const votingLoop = [
  ...scriptLoad,
  ...volt,
  perfCluster,
  tps(0.85),
  ...scripts.loop,
  filters('size-small'),
  description(`${scriptText}+ voting`),
];
const steps = (factor: 'oneandahalf' | 'double') => parameterOverlays(`budget/block/steps/${factor}`);
const memory = (factor: 'oneandahalf' | 'double') => parameterOverlays(`budget/block/memory/${factor}`);

const latency: readonly Piece[] = [...everywhere, compressed, preVoltaire, tps(12), latencyWorkload];
const fast: readonly Piece[] = [
  ...everywhere,
  compressed,
  preVoltaire,
  tps(15),
  untilBlock(1),
  description("Stop as soon as we've seen a single block"),
];

export const perfProfiles: { readonly [name: string]: readonly Piece[] } = {
  'value-nomadperf': [...perfValue, preVoltaire],
  'value-drep1k-nomadperf': [...perfValue, preVoltaire, dreps(1_000)],
  'value-drep10k-nomadperf': [...perfValue, preVoltaire, dreps(10_000)],
  'value-drep100k-nomadperf': [...perfValue, preVoltaire, dreps(100_000)],
  'value-volt-nomadperf': [...perfValue, ...volt],
  'value-volt-lsmt-nomadperf': [...valueOnC5, perfClusterDisk, ...volt, stateOnDisk('/ephemeral')],
  'value-volt-cgmem-nomadperf': [...valueOnC5, perfClusterCgroup, ...volt, cgroupMemoryWorkload],
  'plutus-nomadperf': [...perfLoop, preVoltaire, ...scripts.loop],
  'plutus-drep1k-nomadperf': [...perfLoop, preVoltaire, ...scripts.loop, dreps(1_000)],
  'plutus-drep10k-nomadperf': [...perfLoop, preVoltaire, ...scripts.loop, dreps(10_000)],
  'plutus-drep100k-nomadperf': [...perfLoop, preVoltaire, ...scripts.loop, dreps(100_000)],
  'plutus24-nomadperf': [...perfLoop, preVoltaire, ...scripts.loop2024],
  'plutus-secp-ecdsa-nomadperf': [...perfPerBlock, preVoltaire, ...scripts.ecdsa, filters('size-moderate')],
  'plutus-secp-schnorr-nomadperf': [
    ...perfPerBlock,
    preVoltaire,
    ...scripts.schnorr,
    filters('size-moderate'),
  ],
  'plutus-volt-nomadperf': [...perfLoop, ...volt, ...scripts.loop],
  'plutusv3-volt-nomadperf': [...perfLoop, ...volt, ...scripts.loopV3],
  'plutus-volt-memx15-nomadperf': [
    ...perfLoop,
    ...volt,
    ...scripts.loop,
    memory('oneandahalf'),
    fillOneAndAHalf,
  ],
  'plutus-volt-memx2-nomadperf': [...perfLoop, ...volt, ...scripts.loop, memory('double'), fillDouble],
  'plutus-volt-lsmt-nomadperf': [
    ...loop,
    perfClusterDisk,
    ...volt,
    ...scripts.loop,
    stateOnDisk('/ephemeral'),
  ],
  'plutusv3-blst-nomadperf': blst,
  'plutusv3-blst-stepx15-nomadperf': [...blst, steps('oneandahalf')],
  'plutusv3-blst-stepx2-nomadperf': [...blst, steps('double')],
  'plutusv3-ripemd-nomadperf': ripemd,
  'plutusv3-ripemd-stepx15-nomadperf': [...ripemd, steps('oneandahalf')],
  'plutusv3-ripemd-stepx2-nomadperf': [...ripemd, steps('double')],
  'value-voting-utxo-volt-nomadperf': [...votingValue, votingWorkload()],
  'value-voting-volt-nomadperf': [...votingValue, votingWorkload(1)],
  'value-voting-double-volt-nomadperf': [...votingValue, votingWorkload(2)],
  'plutus-voting-utxo-volt-nomadperf': [...votingLoop, votingWorkload()],
  'plutus-voting-volt-nomadperf': [...votingLoop, votingWorkload(1)],
  'plutus-voting-double-volt-nomadperf': [...votingLoop, votingWorkload(2)],
  'latency-nomadperf': [
    ...latency,
    perfCluster,
    description('AWS perf class cluster, stop when all latency services stop'),
  ],
  'fast-nomadperf': [...fast, perfCluster],
  'ci-test-nomadperf': [
    ...few(2),
    perfCluster,
    compressed,
    voltaire64k,
    tps(15),
    epochs(2),
    untilBlock(8),
    description('Miniature dataset, CI-friendly duration (2-3min), test scale'),
  ],
  'default-nomadperf': [
    ...few(6),
    perfCluster,
    compressed,
    voltaire64k,
    delegatorPerPool,
    filters('unitary'),
  ],
  'ci-bench-nomadperf': [
    ...few(2),
    perfCluster,
    datasets.miniature,
    compressed,
    voltaire64k,
    tps(15),
    untilBlock(15),
    description('Miniature dataset, CI-friendly duration, bench scale'),
  ],
};

const utxoScale: readonly Piece[] = [
  hosts(1),
  oneRegion,
  ssdCluster,
  smallTimescale,
  preVoltaire,
  doubleFunds,
  notedBlockSize,
  untilSlot(7200),
  epochs(6),
  filters('epoch3+', 'size-full'),
];

/** The number before G is the memory that a node may use. */
export const ssdProfiles: { readonly [name: string]: readonly Piece[] } = {
  'utxoscale-solo-12M16G-nomadperfssd': [...utxoScale, datasets.utxoScale12M, heapLimit(16_384)],
  'utxoscale-solo-12M64G-nomadperfssd': [...utxoScale, datasets.utxoScale12M],
  'utxoscale-solo-24M64G-nomadperfssd': [...utxoScale, datasets.utxoScale24M],
  'fast-nomadperfssd': [...fast, ssdCluster],
  'value-nomadperfssd': [...value, ssdCluster, preVoltaire],
  'latency-nomadperfssd': [
    ...latency,
    ssdCluster,
    description('AWS perf-ssd class cluster, stop when all latency services stop'),
  ],
};

/** Upstream's local profiles on 500 k UTxO entries and 100 k delegations, and its densely connected cluster of six. */
import type { Piece } from '../compose.ts';
import {
  compressed,
  datasets,
  description,
  dreps,
  epochs,
  filters,
  hosts,
  noTracer,
  parameterOverlays,
  preVoltaire,
  stateOnDisk,
  timeSeries,
  topology,
  tps,
  untilBlock,
  untilSlot,
  voltaire,
  voltaire64k,
} from '../vocabulary.ts';
import { scripts } from '../words/scripts.ts';
import { localScript } from './local.ts';

const bench: readonly Piece[] = [
  datasets.miniature,
  compressed,
  untilBlock(15),
  description('Miniature dataset, CI-friendly duration, bench scale'),
];
const ciBench: readonly Piece[] = [hosts(2), ...bench];
const ciValue: readonly Piece[] = [...ciBench, voltaire64k, tps(15)];
/** A fifth more than eight transactions a block, so that every block is full. */
const perBlock = tps(0.48);
const tenValue: readonly Piece[] = [hosts(10), ...bench, voltaire64k, tps(15)];
const dense: readonly Piece[] = [
  hosts(6),
  topology('torus-dense'),
  datasets.miniature,
  compressed,
  preVoltaire,
  parameterOverlays('v9-preview', 'blocksize64k'),
  tps(12),
  filters('unitary', 'size-full'),
  description('Miniature dataset, dense topology on local cluster, 64k blocks'),
];
const denseHour: readonly Piece[] = [...dense, untilSlot(3600), epochs(6)];

export const miniatureProfiles: { readonly [name: string]: readonly Piece[] } = {
  'ci-bench': ciValue,
  'ci-bench-lsmt': [...ciValue, stateOnDisk('/tmp')],
  'ci-bench-notracer': [...ciValue, noTracer],
  'ci-bench-drep': [...ciValue, dreps(10)],
  'ci-bench-plutus': [...ciBench, preVoltaire, localScript, ...scripts.loop, filters('size-small')],
  'ci-bench-plutus24': [...ciBench, preVoltaire, localScript, ...scripts.loop2024, filters('size-small')],
  'ci-bench-plutus-secp-ecdsa': [
    ...ciBench,
    preVoltaire,
    perBlock,
    ...scripts.ecdsa,
    filters('size-moderate'),
  ],
  'ci-bench-plutus-secp-schnorr': [
    ...ciBench,
    preVoltaire,
    perBlock,
    ...scripts.schnorr,
    filters('size-moderate'),
  ],
  'ci-bench-plutusv3-blst': [...ciBench, voltaire, perBlock, ...scripts.blst, filters('size-moderate-2')],
  'ci-bench-plutusv3-ripemd': [...ciBench, voltaire, perBlock, ...scripts.ripemd, filters('size-small')],
  'ci-bench-plutusv3-ripemd-step2x': [
    ...ciBench,
    voltaire,
    parameterOverlays('budget/block/steps/double'),
    perBlock,
    ...scripts.ripemd,
    filters('size-small'),
  ],
  '10': tenValue,
  '10-notracer': [...tenValue, noTracer],
  '10-plutus': [hosts(10), ...bench, voltaire64k, localScript, ...scripts.loop, filters('size-small')],
  '6-dense': [...dense, untilSlot(1800)],
  '6-dense-1h': denseHour,
  '6-dense-1h-timeseries': [...denseHour, timeSeries],
  '6-dense-4h': [...dense, untilSlot(14_400), epochs(24)],
};

/** Upstream's experiments with budgets and votes. */
import type { Piece } from '../compose.ts';
import { piece } from '../compose.ts';
import {
  compressed,
  datasets,
  dreps,
  filters,
  hosts,
  parameterOverlays,
  tps,
  untilBlock,
  voltaire,
} from '../vocabulary.ts';
import { fillDouble, fillOneAndAHalf, scripts } from '../words/scripts.ts';
import { votingWorkload } from '../words/workloads.ts';

const two: readonly Piece[] = [hosts(2), datasets.miniature, compressed, voltaire];
const calibrate: readonly Piece[] = [
  ...two,
  untilBlock(15),
  tps(0.85),
  ...scripts.loop,
  filters('size-small'),
];
const memory = (factor: 'oneandahalf' | 'double') => parameterOverlays(`budget/block/memory/${factor}`);

export const playgroundProfiles: { readonly [name: string]: readonly Piece[] } = {
  'calibrate-volt': calibrate,
  'calibrate-blockmem-x1.5-volt': [...calibrate, memory('oneandahalf')],
  'calibrate-blockmem-x1.5-volt-fill': [...calibrate, memory('oneandahalf'), fillOneAndAHalf],
  'calibrate-blockmem-x2-volt': [...calibrate, memory('double')],
  'calibrate-blockmem-x2-volt-fill': [...calibrate, memory('double'), fillDouble],
  'development-voting': [
    ...two,
    dreps(1_000),
    tps(0.48),
    piece('one input, one output', { generator: { inputs_per_tx: 1, outputs_per_tx: 1 } }),
    votingWorkload(2),
  ],
};

/** Upstream's longer local runs: chains of script calls, models of the hosted cluster on one machine, and single studies. */
import type { Piece } from '../compose.ts';
import {
  compressed,
  cooldown,
  datasets,
  denseHosts,
  description,
  epochs,
  filters,
  funds,
  hosts,
  modelTimescale,
  parameterOverlays,
  slotSeconds,
  tps,
  untilBlock,
  untilSlot,
  voltaire,
  voltaire64k,
} from '../vocabulary.ts';
import { fillDouble, scripts } from '../words/scripts.ts';
import { localScript } from './local.ts';

const calls: readonly Piece[] = [
  hosts(6),
  datasets.small,
  compressed,
  voltaire,
  untilSlot(9000),
  epochs(15),
  description('Small dataset, honest 15 epochs duration'),
];
const moderate: readonly Piece[] = [...calls, tps(0.4), filters('epoch3+', 'size-moderate')];
const doubleSteps = parameterOverlays('budget/block/steps/double');

export const plutusCallProfiles: { readonly [name: string]: readonly Piece[] } = {
  'plutuscall-loop': [...moderate, ...scripts.loop],
  'plutuscall-loop-memx2': [
    ...moderate,
    ...scripts.loop,
    parameterOverlays('budget/block/memory/double'),
    fillDouble,
  ],
  'plutuscall-secp-ecdsa': [...moderate, ...scripts.ecdsa],
  'plutuscall-secp-ecdsa-stepx2': [...moderate, ...scripts.ecdsa, doubleSteps],
  'plutuscall-secp-schnorr': [...moderate, ...scripts.schnorr],
  'plutuscall-secp-schnorr-stepx2': [...moderate, ...scripts.schnorr, doubleSteps],
  'plutuscall-volt-loop': [...calls, tps(0.48), ...scripts.loop, filters('size-small')],
  'plutuscall-volt-blst': [...calls, tps(0.48), ...scripts.blst, filters('size-moderate-2')],
  'plutuscall-volt-ripemd': [...calls, tps(0.48), ...scripts.ripemd, filters('size-small')],
};

/** Protocol version 11; the overlay of version 10 before it completes the cost model of Plutus V2. */
const calls11: readonly Piece[] = [
  ...calls,
  parameterOverlays('v10-preview', 'v11-preview'),
  tps(0.48),
  filters('size-small'),
];

/** Slotbench's: what cardano-node's pull request 6440 measures under protocol version 11. */
export const plutusCall11Profiles: { readonly [name: string]: readonly Piece[] } = {
  'plutuscall-voltv11-ripemd': [...calls11, ...scripts.ripemdFour],
  'plutuscall-voltv11-schnorrv3': [...calls11, ...scripts.schnorrV3Four],
  'plutuscall-voltv11-mscalmul': [...calls11, ...scripts.multiScalarMulFour],
  'plutuscall-voltv11-expmod': [...calls11, ...scripts.expModFour],
};

const model: readonly Piece[] = [
  hosts(4),
  modelTimescale,
  voltaire,
  funds(20_000_000_000_000),
  cooldown(45),
  untilSlot(56_000),
  epochs(7),
  filters('epoch3+'),
  description('Status-quo dataset, 7 epochs'),
];
const modelScript: readonly Piece[] = [
  ...model,
  datasets.current,
  tps(0.4),
  ...scripts.ecdsa,
  filters('size-moderate'),
];
const modelValue: readonly Piece[] = [...model, tps(9), filters('size-full')];

export const modelProfiles: { readonly [name: string]: readonly Piece[] } = {
  'model-secp-ecdsa-stepx2': [...modelScript, doubleSteps],
  'model-secp-ecdsa': modelScript,
  'model-value': [...modelValue, datasets.current],
  'model-value-test': [...modelValue, datasets.small],
};

const k3: readonly Piece[] = [hosts(3), datasets.current, compressed, voltaire64k, filters('unitary')];

/** Named by their parameters: k, epochs, transactions, UTxO entries, delegations, block size, load. */
export const k3Profiles: { readonly [name: string]: readonly Piece[] } = {
  'k3-3ep-5kTx-10000kU-1300kD-64kbs-fixed-loaded': [...k3, tps(12), slotSeconds(0.2)],
  'k3-3ep-9kTx-10000kU-1300kD-64kbs-5tps-fixed-loaded': [...k3, tps(5)],
  'k3-3ep-18kTx-10000kU-1300kD-64kbs-10tps-fixed-loaded': [...k3, tps(10)],
};

const dish: readonly Piece[] = [hosts(3), compressed, voltaire64k, untilSlot(2400)];
/** A million transactions in two hours. */
const dishValue: readonly Piece[] = [...dish, tps(1e6 / 7200), filters('unitary')];
const dishScript: readonly Piece[] = [...dish, localScript, ...scripts.loop, filters('size-small')];

export const legacyProfiles: { readonly [name: string]: readonly Piece[] } = {
  'ci-test-dense10': [
    denseHosts(1, 10),
    compressed,
    voltaire64k,
    tps(15),
    epochs(2),
    untilBlock(8),
    description('Miniature dataset, CI-friendly duration (2-3min), test scale'),
  ],
  dish: [...dishValue, datasets.dish],
  'dish-10M': [...dishValue, datasets.dish10M],
  'dish-plutus': [...dishScript, datasets.dish],
  'dish-10M-plutus': [...dishScript, datasets.dish10M],
};

export const scalingProfiles: { readonly [name: string]: readonly Piece[] } = {
  'faststartup-24M': [
    hosts(1),
    datasets.utxoScale24M,
    compressed,
    voltaire64k,
    tps(15),
    untilBlock(1),
    description("Stop as soon as we've seen a single block"),
  ],
};

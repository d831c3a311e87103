/**
 * Loads of Plutus transactions: which script of the library, how its loop is fitted to the budgets, the redeemer it starts from
 * (its first integer is the loop counter, which calibration sets), and the fee. One input, one output.
 */
import { type Piece, piece } from '../compose.ts';

type Fitting = 'LimitSaturationLoop' | 'LimitTxPerBlock_8' | 'LimitTxPerBlock_4';

const COUNTER = { int: 1_000_000 };
const bytes = (hex: string) => ({ bytes: hex });
/** Constructor 0 of the counter and the operands of the built-in that the script calls in its loop. */
const operands = (...fields: readonly object[]) => ({ constructor: 0, fields: [COUNTER, ...fields] });

/** Without a redeemer: the one that the library has for the script. */
const script = (name: string, type: Fitting, redeemer?: object): Piece =>
  piece(`script ${name}`, {
    generator: {
      inputs_per_tx: 1,
      outputs_per_tx: 1,
      plutus: { type, script: name, ...(redeemer === undefined ? {} : { redeemer: redeemer as never }) },
    },
  });

/** Lovelace a transaction, instead of 1e6. */
export const fee = (lovelace: number): Piece => piece(`fee ${lovelace}`, { generator: { tx_fee: lovelace } });

/** An empty loop: one transaction spends the whole budget of a transaction. */
const loop = script('Loop', 'LimitSaturationLoop', COUNTER);
const loop2024 = script('Loop2024', 'LimitSaturationLoop', COUNTER);
const loopV3 = script('LoopV3', 'LimitSaturationLoop', COUNTER);

/** Verification in a loop: eight transactions spend the budget of a block. */
const ecdsa = script(
  'EcdsaSecp256k1Loop',
  'LimitTxPerBlock_8',
  operands(
    bytes('0392d7b94bc6a11c335a043ee1ff326b6eacee6230d3685861cd62bce350a172e0'),
    bytes('16e0bf1f85594a11e75030981c0b670370b3ad83a43f49ae58a2fd6f6513cde9'),
    bytes(
      '5fb12954b28be6456feb080cfb8467b6f5677f62eb9ad231de7a575f4b6857512754fb5ef7e0e60e270832e7bb0e2f0dc271012fa9c46c02504aa0e798be6295',
    ),
  ),
);
const schnorrOperands = operands(
  bytes('599de3e582e2a3779208a210dfeae8f330b9af00a47a7fb22e9bb8ef596f301b'),
  bytes('30'.repeat(64)),
  bytes(
    '5a56da88e6fd8419181dec4d3dd6997bab953d2fc71ab65e23cfc9e7e3d1a310613454a60f6703819a39fdac2a410a094442afd1fc083354443e8d8bb4461a9b',
  ),
);
const schnorr = script('SchnorrSecp256k1Loop', 'LimitTxPerBlock_8', schnorrOperands);
const blst = script(
  'HashOntoG2AndAdd',
  'LimitTxPerBlock_8',
  operands({ list: ['714805c6', 'c413111e', '2d7eb870', '4ecbd6a1'].map(bytes) }),
);
const ripemdOperands = operands(bytes('5a56da88e6fd8419181dec4d3dd6997bab953d2f'));
const ripemd = script('Ripemd160', 'LimitTxPerBlock_8', ripemdOperands);

/** Four transactions spend the budget of a block; the last two need protocol version 11 (cardano-node's pull request 6440). */
const four = 'LimitTxPerBlock_4';
const ripemdFour = script('Ripemd160', four, ripemdOperands);
const schnorrV3Four = script('SchnorrSecp256k1LoopV3', four, schnorrOperands);
const multiScalarMulFour = script('MultiScalarMulG1', four);
const expModFour = script('ExpModInteger', four);

/** Each with the fee that its profiles pay; `bare` without one. */
export const scripts = {
  bareLoop: loop,
  loop: [loop, fee(1_360_000)],
  loop2024: [loop2024, fee(1_412_000)],
  loopV3: [loopV3, fee(1_412_000)],
  ecdsa: [ecdsa, fee(1_008_000)],
  schnorr: [schnorr, fee(1_004_000)],
  blst: [blst, fee(940_000)],
  ripemd: [ripemd, fee(940_000)],
  ripemdFour: [ripemdFour, fee(915_500)],
  schnorrV3Four: [schnorrV3Four, fee(586_000)],
  multiScalarMulFour: [multiScalarMulFour, fee(572_000)],
  expModFour: [expModFour, fee(1_275_000)],
} as const;

/** One and a half or two times the memory of a block, all of it for scripts: budgets and the fee that fills them. */
const fill = (name: string, o: { steps: number; txMemory: number; fee: number }): Piece =>
  piece(`filled blocks of ${name} memory`, {
    overlay: {
      generator: { tx_fee: o.fee },
      genesis: {
        alonzo: { maxBlockExUnits: { exUnitsSteps: o.steps }, maxTxExUnits: { exUnitsMem: o.txMemory } },
      },
    },
  });

export const fillOneAndAHalf: Piece = fill('1.5 x', {
  steps: 20_625_739_876,
  txMemory: 23_250_000,
  fee: 1_892_175,
});
export const fillDouble: Piece = fill('2 x', { steps: 27_500_804_996, txMemory: 31_000_000, fee: 2_463_246 });

/** The 77 profiles of cardano-node 8.0.0's workbench. */
import type { Piece800 } from './settings.ts';
import * as say from './words.ts';

type Pieces = readonly Piece800[];
type Variant = 'notracer' | 'oldtracing' | 'rtview' | 'p2p' | 'plutus';

const { datasets, filters, hosts, scripts, untilBlock, untilSlot } = say;
const text = say.description;

const unitary = filters('unitary');
const sizeSmall = filters('size-small');
const value15 = say.tps(15);
/** A script in a profile that is otherwise one of value transactions. */
const localScript: Pieces = [say.tps(0.2), ...scripts.loop, sizeSmall];
/** The miniature dataset came with a load of ten transactions. */
const tenTransactions = say.txCount(10);

const variants: { readonly [V in Exclude<Variant, 'plutus'>]: Piece800 } = {
  notracer: say.noTracer,
  oldtracing: say.oldTracing,
  rtview: say.rtView,
  p2p: say.p2p,
};

/** A profile under value transactions and its variants, `NAME-VARIANT`. */
function withVariants(
  name: string,
  o: { pieces: Pieces; value: Pieces; plutus?: Pieces; variants: readonly Variant[] },
): [string, Pieces][] {
  const valued = [...o.pieces, ...o.value];
  return [
    [name, valued],
    ...o.variants.map((variant): [string, Pieces] => [
      `${name}-${variant}`,
      variant === 'plutus' ? [...o.pieces, ...(o.plutus ?? localScript)] : [...valued, variants[variant]],
    ]),
  ];
}

const k3: Pieces = [hosts(3), ...datasets.current, unitary];
const six: Pieces = [hosts(6)];
const saturation = 'Default with Plutus workload: CPU/memory limit saturation';
const plutusDefault: Pieces = [...six, say.version8(), say.tps(0.2), sizeSmall];

const startStop: Pieces = [
  hosts(2),
  ...datasets.empty,
  untilBlock(1),
  text("Stop as soon as we've seen a single block"),
];
const ciText = 'Miniature dataset, CI-friendly duration, test scale';
const ciTest: Pieces = [...datasets.empty, untilBlock(3), text(ciText)];
const benchText = text('Miniature dataset, CI-friendly duration, bench scale');
const miniature: Pieces = [...datasets.miniature, untilBlock(15), benchText, tenTransactions];
const miniatureValue: Pieces = [say.tps(1)];
const ciBench: Pieces = [hosts(2), ...miniature];
const ciBenchScript: Pieces = [say.version8(), say.tps(0.2), sizeSmall];
const traceBench: Pieces = [
  ...six,
  say.torus,
  ...datasets.empty,
  untilBlock(15),
  text('6 low-footprint nodes in a torus topology, 5 minutes runtime'),
];

const calls: Pieces = [
  ...six,
  ...datasets.small,
  say.epochs(15),
  untilSlot(9000),
  say.tps(0.4),
  filters('epoch3+', 'size-moderate'),
  text('Small dataset, honest 15 epochs duration'),
];
const budgets = { plain: [], half: ['stepshalf'], double: ['doublebudget'] } as const;
const budgetNames = ['plain', 'half', 'double'] as const;

const model: Pieces = [
  hosts(4),
  say.timescale(8000, 40),
  say.doubleFunds,
  say.cooldown(45),
  say.epochs(7),
  untilSlot(56_000),
  text('Status-quo dataset, 7 epochs'),
];
const modelValue: Pieces = [...model, say.version8(), say.tps(9), filters('epoch3+', 'size-full')];

const dish: Pieces = [hosts(3), untilSlot(2400), text('Dish dataset & setup')];
const dishValue: Pieces = [say.tps(1e6 / 7200), unitary];

const stressText = 'Status-quo dataset size, four epochs.';
const stress = (n: number, dataset: Pieces, desc: string): Pieces => [
  hosts(n),
  ...dataset,
  untilSlot(2400),
  text(desc),
];
const stressValue: Pieces = [value15, unitary];
const preText = 'Oct 2021 dataset size, four epochs.';

const byron = say.recordedChain({ slot: 237_599, chunks: [10, 0], clientSnapshot: 0 });
const alonzo = say.recordedChain({ slot: 38_901_589, chunks: [1800, 1799], clientSnapshot: 37_173_650 });
const sync: Pieces = [
  ...datasets.empty,
  say.timescale(432_000, 2160),
  say.analysisType('performance'),
  text('Mainnet chain syncing benchmark'),
];

export const profiles800: { readonly [name: string]: Pieces } = Object.fromEntries<Pieces>([
  ['k3-3ep-5kTx-10000kU-1300kD-64kbs-fixed-loaded', [...k3, say.slotSeconds(0.2)]],
  ['k3-3ep-22kTx-10000kU-1300kD-64kbs-fixed-loaded', [...k3, say.strayDensity]],
  ['k3-3ep-9kTx-10000kU-1300kD-64kbs-5tps-fixed-loaded', [...k3, say.tps(5)]],
  ['k3-3ep-18kTx-10000kU-1300kD-64kbs-10tps-fixed-loaded', [...k3, say.tps(10)]],
  ['default', [...six, unitary, text('Default, as per nix/workbench/profile/prof0-defaults.jq')]],
  ['plutus', [...plutusDefault, ...scripts.loop, text(`${saturation} counter loop`)]],
  ['plutus-secp-ecdsa', [...plutusDefault, ...scripts.ecdsa, text(`${saturation} ECDSA SECP256k1 loop`)]],
  [
    'plutus-secp-schnorr',
    [...plutusDefault, ...scripts.schnorr, text(`${saturation} Schnorr SECP256k1 loop`)],
  ],
  ['oldtracing', [...six, unitary, say.oldTracing, text('Default in legacy tracing mode')]],
  [
    'idle',
    [
      ...six,
      unitary,
      say.scenario('idle'),
      text('Idle scenario:  start nodes & detach from tty;  no cluster termination'),
    ],
  ],
  [
    'tracer-only',
    [
      ...six,
      unitary,
      say.scenario('tracer-only'),
      text('Idle scenario:  start only the tracer & detach from tty;  no termination'),
    ],
  ],
  ...withVariants('startstop', {
    pieces: startStop,
    value: [value15],
    variants: ['p2p', 'plutus', 'notracer', 'oldtracing'],
  }),
  ...withVariants('ci-test', {
    pieces: [hosts(2), ...ciTest],
    value: [value15],
    variants: ['p2p', 'plutus', 'notracer', 'rtview'],
  }),
  ['aws-test', [hosts(2), ...ciTest, value15, say.torus, say.hostedInEurope]],
  ...withVariants('ci-bench', {
    pieces: ciBench,
    value: miniatureValue,
    plutus: [...ciBenchScript, ...scripts.loop],
    variants: ['p2p', 'plutus', 'notracer', 'rtview'],
  }),
  ['ci-bench-plutus-secp-ecdsa', [...ciBench, ...ciBenchScript, ...scripts.ecdsa]],
  ['ci-bench-plutus-secp-schnorr', [...ciBench, ...ciBenchScript, ...scripts.schnorr]],
  ['ci-test-dense10', [say.denseHost, ...ciTest, value15]],
  ...withVariants('trace-bench', {
    pieces: traceBench,
    value: [value15],
    variants: ['oldtracing', 'notracer', 'rtview'],
  }),
  [
    'epoch-transition',
    [hosts(2), ...datasets.empty, value15, untilSlot(900), text('2 low-footprint nodes, 15 minutes runtime')],
  ],
  ...budgetNames.flatMap((budget): [string, Pieces][] => {
    const at = [...calls, say.version8(...budgets[budget])];
    return [
      [`plutuscall-loop-${budget}`, [...at, ...scripts.loop]],
      [`plutuscall-secp-ecdsa-${budget}`, [...at, ...scripts.ecdsa]],
      [`plutuscall-secp-schnorr-${budget}`, [...at, ...scripts.schnorr]],
    ];
  }),
  ['model-value', [...modelValue, ...datasets.current]],
  ['model-value-test', [...modelValue, ...datasets.small]],
  ...budgetNames.map((budget): [string, Pieces] => [
    `model-secp-ecdsa-${budget}`,
    [
      ...model,
      ...datasets.current,
      say.version8(...budgets[budget]),
      say.tps(0.4),
      ...scripts.ecdsa,
      filters('epoch3+', 'size-moderate'),
    ],
  ]),
  ['dish', [...dish, ...datasets.dish, ...dishValue]],
  ['dish-10M', [...dish, ...datasets.dish10M, ...dishValue]],
  ['dish-plutus', [...dish, ...datasets.dish, ...localScript]],
  ['dish-10M-plutus', [...dish, ...datasets.dish10M, ...localScript]],
  ...withVariants('10', {
    pieces: [hosts(10), ...miniature],
    value: miniatureValue,
    variants: ['p2p', 'plutus', 'notracer'],
  }),
  [
    'forge-stress-large',
    [
      ...six,
      ...datasets.current,
      value15,
      untilSlot(4800),
      filters('epoch3+'),
      text('Status-quo dataset size, eight epochs, six nodes.'),
    ],
  ],
  ['forge-stress-solo', [...stress(1, datasets.current, stressText), ...stressValue]],
  ...withVariants('forge-stress', {
    pieces: stress(3, datasets.current, stressText),
    value: stressValue,
    variants: ['plutus', 'notracer'],
  }),
  // Its name promises P2P; what it says is the Plutus workload.
  ['forge-stress-p2p', [...stress(3, datasets.current, stressText), ...localScript]],
  [
    'forge-stress-light',
    [...stress(3, datasets.oct2021, `${stressText.slice(0, -1)}, smaller UTxO/delegation.`), ...stressValue],
  ],
  ['forge-stress-plutus-solo', [...stress(1, datasets.current, stressText), ...localScript]],
  ...withVariants('forge-stress-pre', {
    pieces: stress(3, datasets.oct2021, preText),
    value: stressValue,
    variants: ['plutus', 'notracer'],
  }),
  ['forge-stress-pre-solo', [...stress(1, datasets.oct2021, preText), ...stressValue]],
  ['chainsync-early-byron', [...sync, ...byron, say.noTracer]],
  ['chainsync-early-byron-notracer', [...sync, ...byron, say.noTracer]],
  ['chainsync-early-byron-oldtracing', [...sync, ...byron, say.oldTracing, say.syncsUntraced]],
  ['chainsync-early-alonzo', [...sync, ...alonzo, say.noTracer]],
  ['chainsync-early-alonzo-notracer', [...sync, ...alonzo, say.noTracer]],
  ['chainsync-early-alonzo-oldtracing', [...sync, ...alonzo, say.oldTracing, say.syncsUntraced]],
  ['chainsync-early-alonzo-p2p', [...sync, ...alonzo, say.p2p, say.syncsUntraced]],
  [
    'devops',
    [
      ...six,
      unitary,
      say.timescale(1000, 10),
      say.devopsTimescale,
      say.scenario('idle'),
      say.analysisType(null),
    ],
  ],
]);

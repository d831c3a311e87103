/** Upstream's stress of the forging loop: few nodes on a ledger of mainnet's size, short epochs. */
import type { Piece } from '../compose.ts';
import {
  compressed,
  datasets,
  epochs,
  filters,
  hosts,
  noTracer,
  preVoltaire,
  rtsFlags,
  tps,
  untilSlot,
  voltaire64k,
} from '../vocabulary.ts';
import { scripts } from '../words/scripts.ts';
import { localScript } from './local.ts';

const value: readonly Piece[] = [compressed, tps(15)];
const base: readonly Piece[] = [...value, untilSlot(2400), filters('unitary')];
const large: readonly Piece[] = [...value, untilSlot(4800), epochs(7), filters('epoch3+')];
const small: readonly Piece[] = [...value, untilSlot(1200), epochs(1), filters('unitary')];
const plutus: readonly Piece[] = [
  compressed,
  localScript,
  untilSlot(2400),
  ...scripts.loop,
  filters('size-small'),
];
const { current, oct2021 } = datasets;
const three: readonly Piece[] = [hosts(3), voltaire64k];
const six: readonly Piece[] = [hosts(6), voltaire64k];
const one: readonly Piece[] = [hosts(1), preVoltaire];
const pre: readonly Piece[] = [...three, oct2021, ...base];
const preLarge: readonly Piece[] = [...six, oct2021, ...large];

export const forgeStressProfiles: { readonly [name: string]: readonly Piece[] } = {
  'forge-stress-solo-xs': [...one, current, ...small],
  'forge-stress-solo': [...one, current, ...base],
  'forge-stress-plutus-solo': [...one, current, ...plutus],
  'forge-stress-pre-solo-xs': [...one, oct2021, ...small],
  'forge-stress-pre-solo': [...one, oct2021, ...base],
  'forge-stress-pre-solo-xl': [...one, oct2021, ...large],
  'forge-stress': [...three, current, ...base],
  'forge-stress-notracer': [...three, current, ...base, noTracer],
  'forge-stress-plutus': [...three, current, ...plutus],
  'forge-stress-large': [...six, current, ...large],
  'forge-stress-pre': pre,
  'forge-stress-pre-rtsA4m': [...pre, rtsFlags('-A4m')],
  'forge-stress-pre-rtsA64m': [...pre, rtsFlags('-A64m')],
  'forge-stress-pre-rtsN3': [...pre, rtsFlags('-N3')],
  'forge-stress-pre-rtsA4mN3': [...pre, rtsFlags('-A4m', '-N3')],
  'forge-stress-pre-rtsA64mN3': [...pre, rtsFlags('-A64m', '-N3')],
  'forge-stress-pre-rtsxn': [...pre, rtsFlags('-xn')],
  'forge-stress-pre-notracer': [...pre, noTracer],
  'forge-stress-pre-plutus': [...three, oct2021, ...plutus],
  'forge-stress-pre-large': preLarge,
  'forge-stress-pre-large-rtsN3': [...preLarge, rtsFlags('-N3')],
  'forge-stress-pre-large-rtsN4': [...preLarge, rtsFlags('-N4')],
};

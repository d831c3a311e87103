/**
 * What can be said of a script without running it: its data, its hash, its parameters. A ledger needs this of every transaction that
 * carries a script; the machine with its builtins and curves (90 modules more) only when one is run.
 */
export { type Budget, costModel } from '../cost/model.ts';
export type { Language } from '../cost/variants.ts';
export {
  type Data,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
} from '../data/data.ts';
export { readData } from '../data/decode.ts';
export { encodeData } from '../data/encode.ts';
export { PlutusError } from '../errors.ts';
export { type Script, scriptHash, unwrapScript, wrapScript } from './script.ts';

import { AssetValue, compareBytes } from '../src/data/asset-value.ts';
import { type Int, toInt } from '../src/data/int.ts';
import { listFrom, Pair } from '../src/data/list.ts';
import {
  builtins,
  type Constant,
  type Data,
  dataBytes,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
  type Program,
  type Term,
} from '../src/index.ts';
import { ArrayValue } from '../src/term/constant.ts';
import { arrayType, types } from '../src/term/type.ts';
import type { Random } from './random.ts';

export function randomInt(r: Random): Int {
  switch (r.below(5)) {
    case 0:
      return r.below(200) - 100;
    case 1:
      return r.below(2 ** 31) * (r.below(2) === 0 ? 1 : -1);
    case 2:
      return toInt(2n ** BigInt(r.below(70)) * (r.below(2) === 0 ? 1n : -1n));
    case 3:
      return toInt(BigInt(Number.MAX_SAFE_INTEGER) + BigInt(r.below(5)) - 2n);
    default: {
      const big = BigInt(`0x${Buffer.from(r.bytes(1 + r.below(200))).toString('hex')}`);
      return toInt(r.below(2) === 0 ? big : -big);
    }
  }
}

export function randomData(r: Random, depth = 4): Data {
  const kind = r.below(depth <= 0 ? 2 : 5);
  const some = () => Array.from({ length: r.below(4) }, () => randomData(r, depth - 1));
  if (kind === 0) return dataInt(randomInt(r));
  if (kind === 1) return dataBytes(r.bytes(r.below(r.below(4) === 0 ? 200 : 40)));
  if (kind === 2) return dataList(some());
  if (kind === 3) return dataConstr(r.pick([0, 6, 7, 127, 128, 100_000]), some());
  return dataMap(some().map((key) => [key, randomData(r, depth - 1)]));
}

export function randomConstant(r: Random): Constant {
  switch (r.below(9)) {
    case 0:
      return randomInt(r);
    case 1:
      return r.bytes(r.below(600));
    case 2:
      return r.pick(['', 'λ-calculus', 'a "quoted" \\ string', '\u0007\n\t1', 'x'.repeat(300), '𝕊\u007f9']);
    case 3:
      return null;
    case 4:
      return r.below(2) === 0;
    case 5:
      return randomData(r);
    case 6:
      return listFrom(
        types.integer,
        Array.from({ length: r.below(5) }, () => randomInt(r)),
      );
    case 7:
      return new Pair(
        randomInt(r),
        new ArrayValue(types.bool, [r.below(2) === 0]),
        types.integer,
        arrayOfBool,
      );
    default:
      return randomAssets(r);
  }
}

const arrayOfBool = arrayType(types.bool);

function randomAssets(r: Random): AssetValue {
  const keys = () =>
    [
      ...new Set(
        Array.from({ length: 1 + r.below(3) }, () => Buffer.from(r.bytes(r.below(5))).toString('hex')),
      ),
    ]
      .map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))
      .sort(compareBytes);
  return new AssetValue(
    keys().map((policy) => ({
      policy,
      assets: keys().map((name) => ({ name, quantity: 1 + r.below(1_000_000) })),
    })),
  );
}

/** A closed term; `depth` is its height, `scope` the lambdas around it. */
export function randomTerm(r: Random, depth = 6, scope = 0): Term {
  const inner = (more = 0) => randomTerm(r, depth - 1, scope + more);
  const kind = r.below(depth <= 0 ? 4 : 11);
  if (kind === 0 && scope > 0) return { kind: 'var', index: 1 + r.below(scope) };
  if (kind <= 1) return { kind: 'constant', value: randomConstant(r) };
  if (kind === 2) return { kind: 'builtin', name: r.pick(builtins).name };
  if (kind === 3) return r.below(4) === 0 ? { kind: 'error' } : { kind: 'constant', value: 1 };
  if (kind === 4) return { kind: 'lambda', body: inner(1) };
  if (kind <= 6) return { kind: 'apply', fun: inner(), arg: inner() };
  if (kind === 7) return { kind: 'delay', body: inner() };
  if (kind === 8) return { kind: 'force', body: inner() };
  if (kind === 9)
    return { kind: 'constr', tag: r.below(3), fields: Array.from({ length: r.below(3) }, () => inner()) };
  return { kind: 'case', scrutinee: inner(), branches: Array.from({ length: r.below(4) }, () => inner()) };
}

export function randomProgram(r: Random, depth = 6): Program {
  return { version: [1, 1, 0], term: randomTerm(r, depth) };
}

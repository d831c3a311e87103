import { List, listFrom } from '../data/list.ts';
import { ArrayValue, constantType } from '../term/constant.ts';
import { fail } from './fault.ts';
import { array, bool, int64, integers, list, mismatch, pair, type Unlift, unit } from './unlift.ts';

/** Most indices that `multiIndexArray` takes. */
const MAX_INDICES = 4096;

/** Builtins that choose, and those on pairs, lists and arrays. */
export function structureBuiltins({ int }: Unlift) {
  return {
    ifThenElse: (condition: unknown, yes: unknown, no: unknown) => (bool(condition) ? yes : no),
    chooseUnit: (value: unknown, then: unknown) => {
      unit(value);
      return then;
    },
    fstPair: (value: unknown) => pair(value).first,
    sndPair: (value: unknown) => pair(value).second,
    chooseList: (value: unknown, empty: unknown, other: unknown) =>
      list(value).length === 0 ? empty : other,
    mkCons: (head: unknown, tail: unknown) => {
      const rest = list(tail);
      if (constantType(head) !== rest.elementType) mismatch(`of the list's type, ${rest.elementType.kind}`);
      return new List(rest.elementType, head, rest);
    },
    headList: (value: unknown) => nonEmpty(list(value)).head,
    tailList: (value: unknown) => nonEmpty(list(value)).tail,
    nullList: (value: unknown) => list(value).length === 0,
    dropList: (count: unknown, value: unknown) => {
      let left = int(count);
      let rest = list(value);
      for (; left > 0 && rest.length > 0; left = Number(left) - 1) rest = rest.tail!;
      return rest;
    },
    lengthOfArray: (value: unknown) => array(value).items.length,
    listToArray: (value: unknown) => new ArrayValue(list(value).elementType, [...list(value)]),
    indexArray: (value: unknown, index: unknown) => at(array(value), int64(index)),
    multiIndexArray: (value: unknown, indices: unknown) => {
      const wanted = integers(indices);
      if (wanted.length > MAX_INDICES) fail(`more than ${MAX_INDICES} indices`);
      const from = array(value);
      return listFrom(
        from.elementType,
        Array.from(wanted, (index) => at(from, int64(index))),
      );
    },
  };
}

function nonEmpty(value: List): List {
  return value.length === 0 ? fail('an empty list') : value;
}

function at(value: ArrayValue, index: number): unknown {
  return index >= 0 && index < value.items.length ? value.items[index] : fail('an index outside the array');
}

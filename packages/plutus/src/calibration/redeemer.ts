import {
  type Data,
  DataConstr,
  DataInt,
  DataList,
  DataMap,
  dataConstr,
  dataInt,
  dataList,
  dataMap,
} from '../data/data.ts';

/**
 * The redeemer with its first integer replaced: depth first, items and fields from the left, of maps the values only.
 * Undefined if it holds no integer.
 *
 * `compat`: tx-generator takes an integer that is the number already for one that it has not replaced yet, and replaces
 * the next one too, if there is one.
 */
export function withCounter(redeemer: Data, counter: number, o: { compat?: boolean } = {}): Data | undefined {
  const replaced = replace(redeemer, counter, o.compat ?? false);
  return replaced.found ? replaced.data : undefined;
}

interface Replaced {
  readonly data: Data;
  /** An integer was replaced, perhaps by itself. */
  readonly found: boolean;
  /** The search is over. */
  readonly done: boolean;
}

function replace(data: Data, counter: number, compat: boolean): Replaced {
  if (data instanceof DataInt) {
    const same = Number(data.value) === counter;
    return { data: dataInt(counter), found: true, done: !(compat && same) };
  }
  if (data instanceof DataList) {
    const items = replaceFirst([...data.items], counter, compat);
    return { ...items, data: dataList(items.data) };
  }
  if (data instanceof DataConstr) {
    const fields = replaceFirst([...data.fields], counter, compat);
    return { ...fields, data: dataConstr(data.tag, fields.data) };
  }
  if (data instanceof DataMap) {
    const entries = [...data.entries];
    const values = replaceFirst(
      entries.map(({ second }) => second),
      counter,
      compat,
    );
    return { ...values, data: dataMap(entries.map(({ first }, i) => [first, values.data[i]!])) };
  }
  return { data, found: false, done: false };
}

function replaceFirst(
  items: readonly Data[],
  counter: number,
  compat: boolean,
): { data: Data[]; found: boolean; done: boolean } {
  let found = false;
  let done = false;
  const data = items.map((item) => {
    if (done) return item;
    const replaced = replace(item, counter, compat);
    found ||= replaced.found;
    done = replaced.done;
    return replaced.data;
  });
  return { data, found, done };
}

/**
 * Plain data <-> a small JSON tree and typed columns, whatever its fields are called: a field that a fold gains is stored without a
 * word here. Lists of records become one column a field, texts in columns and keys of maps are numbers of one dictionary.
 * Exact: NaN, -0, undefined, typed arrays and maps with text keys come back as they went in; only a field that some records of a
 * list lack comes back as undefined in these.
 */
export type Column = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

export interface Packed {
  readonly tree: Json;
  readonly texts: readonly string[];
  readonly columns: readonly Column[];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Plain = Readonly<Record<string, unknown>>;

/** Lists below this length are not worth a column. */
const SHORT = 4;
/** In a column of texts: undefined. */
const NO_TEXT = 0xffff_ffff;

/** Throws for what is no plain data: a function, an instance of a class, a map with other keys than texts. */
export function pack(value: unknown): Packed {
  const columns: Column[] = [];
  const texts: string[] = [];
  const textNumbers = new Map<string, number>();

  const column = (values: Column): number => columns.push(values) - 1;
  const text = (value: string): number => {
    let number = textNumbers.get(value);
    if (number === undefined) {
      number = texts.push(value) - 1;
      textNumbers.set(value, number);
    }
    return number;
  };
  const textColumn = (values: readonly unknown[]): Json => ({
    $: 'texts',
    column: column(Uint32Array.from(values, (v) => (v === undefined ? NO_TEXT : text(v as string)))),
  });

  function list(values: readonly unknown[]): Json {
    if (values.length < SHORT) return values.map(tree);
    if (values.every((v) => v === undefined || (typeof v === 'number' && !Number.isNaN(v))))
      return { $: 'numbers', column: column(Float64Array.from(values, (v) => (v as number) ?? Number.NaN)) };
    if (values.every((v) => v === undefined || typeof v === 'string')) return textColumn(values);
    if (values.every((v) => v === undefined || isPlain(v))) return table(values as (Plain | undefined)[]);
    return values.map(tree);
  }

  function table(rows: readonly (Plain | undefined)[]): Json {
    const present = rows.filter((row) => row !== undefined);
    const names = new Set<string>();
    for (const row of present) for (const name of Object.keys(row)) names.add(name);
    const places =
      present.length === rows.length
        ? null
        : column(Uint32Array.from(rows.flatMap((row, i) => (row === undefined ? [] : [i]))));
    const fields: { [name: string]: Json } = {};
    for (const name of names) fields[name] = list(present.map((row) => row[name]));
    return { $: 'table', length: rows.length, rows: present.length, places, fields };
  }

  function tree(value: unknown): Json {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', text: numberText(value) };
    if (value === undefined) return { $: 'undefined' };
    if (isColumn(value)) return { $: 'column', column: column(value) };
    if (Array.isArray(value)) return list(value);
    if (value instanceof Map) {
      const keys = [...value.keys()];
      if (!keys.every((key) => typeof key === 'string')) throw new Error('a map with keys that are no texts');
      return { $: 'map', keys: textColumn(keys), values: list([...value.values()]) };
    }
    if (!isPlain(value)) throw new Error(`no plain data: ${Object.prototype.toString.call(value)}`);
    if (Object.hasOwn(value, '$')) throw new Error('a field cannot be called $');
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, tree(field)]));
  }

  return { tree: tree(value), texts, columns };
}

/** The other way; typed arrays of the answer share the memory of `columns`. The packed value was made by `pack`. */
export function unpack({ tree, texts, columns }: Packed): unknown {
  function list(packed: Json): unknown[] {
    if (Array.isArray(packed)) return packed.map(value);
    const node = packed as Record<string, Json> & { column: number };
    if (node.$ === 'numbers') return numbers(columns[node.column]!);
    if (node.$ === 'texts') return textsOf(columns[node.column]!, texts);
    return table(node as never);
  }

  function table(node: {
    length: number;
    rows: number;
    places: number | null;
    fields: Record<string, Json>;
  }): unknown[] {
    const present: Record<string, unknown>[] = [];
    for (let i = 0; i < node.rows; i++) present.push({});
    for (const name of Object.keys(node.fields)) {
      const values = list(node.fields[name]!);
      for (let i = 0; i < present.length; i++) present[i]![name] = values[i];
    }
    if (node.places === null) return present;
    const all: unknown[] = new Array(node.length).fill(undefined);
    const places = columns[node.places]!;
    for (let i = 0; i < present.length; i++) all[places[i]!] = present[i];
    return all;
  }

  function value(packed: Json): unknown {
    if (packed === null || typeof packed !== 'object') return packed;
    if (Array.isArray(packed)) return packed.map(value);
    switch (packed.$) {
      case undefined:
        return Object.fromEntries(Object.entries(packed).map(([name, field]) => [name, value(field)]));
      case 'undefined':
        return undefined;
      case 'number':
        return Number(packed.text);
      case 'column':
        return columns[packed.column as number];
      case 'map': {
        const values = list(packed.values!);
        return new Map(list(packed.keys!).map((key, i) => [key, values[i]]));
      }
      default:
        return list(packed);
    }
  }

  return value(tree);
}

function numbers(column: Column): (number | undefined)[] {
  const values: (number | undefined)[] = [];
  for (let i = 0; i < column.length; i++) values.push(Number.isNaN(column[i]) ? undefined : column[i]);
  return values;
}

function textsOf(column: Column, texts: readonly string[]): (string | undefined)[] {
  const values: (string | undefined)[] = [];
  for (let i = 0; i < column.length; i++) values.push(column[i] === NO_TEXT ? undefined : texts[column[i]!]);
  return values;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isColumn(value: unknown): value is Column {
  return (
    value instanceof Float64Array ||
    value instanceof Float32Array ||
    value instanceof Uint32Array ||
    value instanceof Int32Array ||
    value instanceof Uint16Array ||
    (value instanceof Uint8Array && !Buffer.isBuffer(value))
  );
}

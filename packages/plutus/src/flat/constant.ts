import { AssetValue, type PolicyAssets, valueFault } from '../data/asset-value.ts';
import type { Data } from '../data/data.ts';
import { decodeData } from '../data/decode.ts';
import { encodeData } from '../data/encode.ts';
import type { Int } from '../data/int.ts';
import { List, listFrom, Pair } from '../data/list.ts';
import { PlutusError } from '../errors.ts';
import { ArrayValue, type Constant, constantType } from '../term/constant.ts';
import { arrayType, type ConstantType, listType, pairType, types } from '../term/type.ts';
import type { FlatReader } from './reader.ts';
import type { FlatWriter } from './writer.ts';

const SIMPLE: readonly (ConstantType | undefined)[] = [
  types.integer,
  types.bytestring,
  types.string,
  types.unit,
  types.bool,
  undefined, // list
  undefined, // pair
  undefined, // application
  types.data,
  types.g1,
  types.g2,
  types.mlResult,
  undefined, // array
  types.value,
];
const LIST = 5;
const PAIR = 6;
const APPLICATION = 7;
const ARRAY = 12;

/** Types nest no deeper than this; no real one has more than a handful of levels. */
const MAX_TYPE_DEPTH = 256;

/** Reads the type and the value of a constant. */
export function readConstant(reader: FlatReader): Constant {
  const place = reader.bit;
  const tags: number[] = [];
  while (reader.bool()) {
    if (tags.length >= 4 * MAX_TYPE_DEPTH) throw tooDeep(place);
    tags.push(reader.bits(4));
  }
  const cursor = { at: 0 };
  const type = readType(tags, cursor, 0, place, reader);
  if (cursor.at !== tags.length) throw reader.fault(place, 'one type', 'more tags behind it');
  return readValue(reader, type) as Constant;
}

function readType(
  tags: readonly number[],
  cursor: { at: number },
  depth: number,
  place: number,
  reader: FlatReader,
): ConstantType {
  if (depth > MAX_TYPE_DEPTH) throw tooDeep(place);
  const next = () => tags[cursor.at++];
  const inner = () => readType(tags, cursor, depth + 1, place, reader);
  const tag = next();
  const simple = tag === undefined ? undefined : SIMPLE[tag];
  if (simple !== undefined) return simple;
  if (tag === APPLICATION) {
    const operator = next();
    if (operator === LIST) return listType(inner());
    if (operator === ARRAY) return arrayType(inner());
    if (operator === APPLICATION && next() === PAIR) {
      const first = inner();
      return pairType(first, inner());
    }
  }
  throw reader.fault(place, 'the tags of a type', tags.join(' ') || 'none');
}

function tooDeep(bit: number): PlutusError {
  return new PlutusError('PLUTUS_LIMIT', {
    place: `flat, bit ${bit}`,
    expected: `a type of at most ${MAX_TYPE_DEPTH} levels`,
    got: 'a deeper one',
  });
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Recursion is bounded by the depth of the type. */
function readValue(reader: FlatReader, type: ConstantType): unknown {
  const place = reader.bit;
  switch (type.kind) {
    case 'integer':
      return reader.integer();
    case 'bytestring':
      return reader.bytes();
    case 'string':
      try {
        return strictUtf8.decode(reader.bytes());
      } catch (cause) {
        if (cause instanceof PlutusError) throw cause;
        throw reader.fault(place, 'UTF-8', 'other bytes');
      }
    case 'unit':
      return null;
    case 'bool':
      return reader.bool();
    case 'data':
      return decodeData(reader.bytes());
    case 'list':
      return listFrom(type.element, readItems(reader, type.element));
    case 'array':
      return new ArrayValue(type.element, readItems(reader, type.element));
    case 'pair': {
      const first = readValue(reader, type.first);
      return new Pair(first, readValue(reader, type.second), type.first, type.second);
    }
    case 'value':
      return readAssets(reader, place);
    default:
      throw reader.fault(place, 'a constant that can be written in flat', type.kind);
  }
}

function readItems(reader: FlatReader, element: ConstantType): unknown[] {
  const items: unknown[] = [];
  while (reader.bool()) {
    // A list of units takes a bit an item: the input's size bounds it no better than this.
    if (items.length >= MAX_ITEMS) throw reader.fault(reader.bit, `at most ${MAX_ITEMS} items`, 'more');
    items.push(readValue(reader, element));
  }
  return items;
}

const MAX_ITEMS = 1 << 20;

function readAssets(reader: FlatReader, place: number): AssetValue {
  const policies: PolicyAssets[] = [];
  while (reader.bool()) {
    const policy = reader.bytes();
    const assets: { name: Uint8Array; quantity: Int }[] = [];
    while (reader.bool()) {
      const name = reader.bytes();
      assets.push({ name, quantity: reader.integer() });
    }
    policies.push({ policy, assets });
  }
  const fault = valueFault(policies);
  if (fault !== undefined) throw reader.fault(place, 'a value in canonical order', fault);
  return new AssetValue(policies);
}

export function writeConstant(writer: FlatWriter, value: Constant): void {
  const type = constantType(value)!;
  writeType(writer, type);
  writer.bool(false);
  writeValue(writer, type, value);
}

function writeType(writer: FlatWriter, type: ConstantType): void {
  const tags = (...list: number[]) => {
    for (const tag of list) {
      writer.bool(true);
      writer.bits(tag, 4);
    }
  };
  if (type.kind === 'list' || type.kind === 'array') {
    tags(APPLICATION, type.kind === 'list' ? LIST : ARRAY);
    writeType(writer, type.element);
  } else if (type.kind === 'pair') {
    tags(APPLICATION, APPLICATION, PAIR);
    writeType(writer, type.first);
    writeType(writer, type.second);
  } else tags(SIMPLE.indexOf(type));
}

function writeValue(writer: FlatWriter, type: ConstantType, value: unknown): void {
  switch (type.kind) {
    case 'integer':
      writer.integer(value as Int);
      break;
    case 'bytestring':
      writer.bytes(value as Uint8Array);
      break;
    case 'string':
      writer.bytes(Buffer.from(value as string));
      break;
    case 'unit':
      break;
    case 'bool':
      writer.bool(value as boolean);
      break;
    case 'data':
      writer.bytes(encodeData(value as Data));
      break;
    case 'list':
    case 'array':
      for (const item of value instanceof List ? value : (value as ArrayValue).items) {
        writer.bool(true);
        writeValue(writer, type.element, item);
      }
      writer.bool(false);
      break;
    case 'pair':
      writeValue(writer, type.first, (value as Pair).first);
      writeValue(writer, type.second, (value as Pair).second);
      break;
    case 'value':
      writeAssets(writer, value as AssetValue);
      break;
    default:
      throw new PlutusError('PLUTUS_TERM', {
        place: 'constant',
        expected: 'a constant that can be written in flat',
        got: type.kind,
      });
  }
}

function writeAssets(writer: FlatWriter, { policies }: AssetValue): void {
  for (const { policy, assets } of policies) {
    writer.bool(true);
    writer.bytes(policy);
    for (const { name, quantity } of assets) {
      writer.bool(true);
      writer.bytes(name);
      writer.integer(quantity);
    }
    writer.bool(false);
  }
  writer.bool(false);
}

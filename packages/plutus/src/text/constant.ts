import { bls } from '../crypto/bls.ts';
import { AssetValue, type PolicyAssets, valueFault } from '../data/asset-value.ts';
import { type Data, DataBytes, DataConstr, DataInt, DataList, DataMap } from '../data/data.ts';
import { type Int, toInt } from '../data/int.ts';
import { listFrom, Pair } from '../data/list.ts';
import { PlutusError } from '../errors.ts';
import { ArrayValue, type Constant } from '../term/constant.ts';
import { arrayType, type ConstantType, dataPairType, listType, pairType, types } from '../term/type.ts';
import { Scanner } from './scanner.ts';
import { readString } from './string.ts';

/** Types and data nest no deeper than this in text; recursion follows it. */
const MAX_DEPTH = 1000;

const SIMPLE: Readonly<Record<string, ConstantType>> = Object.fromEntries(
  Object.values(types).map((type) => [type.kind, type]),
);

/** The text of a datum, `Constr 0 [I 1]`, with or without parentheses around it. */
export function parseData(text: string): Data {
  const scanner = new Scanner(text);
  const data = readData(scanner, 0);
  scanner.end();
  return data;
}

/** The type and value of `(con TYPE VALUE)`; the scanner stands behind `con`. */
export function readConstant(scanner: Scanner): Constant {
  const type = readType(scanner, 0);
  if (type === types.data) {
    scanner.expect('(');
    const data = readData(scanner, 0);
    scanner.expect(')');
    return data;
  }
  return readValue(scanner, type) as Constant;
}

function readType(scanner: Scanner, depth: number): ConstantType {
  checkDepth(depth);
  const place = scanner.at;
  if (!scanner.take('(')) {
    const name = scanner.word('a type');
    const simple = SIMPLE[name];
    if (simple === undefined) throw scanner.fault('a type', `'${name}'`, place);
    return simple;
  }
  const operator = scanner.word("'list', 'array' or 'pair'");
  const inner = () => readType(scanner, depth + 1);
  let type: ConstantType;
  if (operator === 'list') type = listType(inner());
  else if (operator === 'array') type = arrayType(inner());
  else if (operator === 'pair') {
    const first = inner();
    type = pairType(first, inner());
  } else throw scanner.fault("'list', 'array' or 'pair'", `'${operator}'`, place);
  scanner.expect(')');
  return type;
}

function readValue(scanner: Scanner, type: ConstantType): unknown {
  switch (type.kind) {
    case 'integer':
      return readInteger(scanner);
    case 'bytestring':
      return readBytes(scanner);
    case 'string':
      scanner.skip();
      return readString(scanner);
    case 'unit':
      scanner.expect('(');
      scanner.expect(')');
      return null;
    case 'bool': {
      const word = scanner.word("'True' or 'False'");
      if (word !== 'True' && word !== 'False') throw scanner.fault("'True' or 'False'", `'${word}'`);
      return word === 'True';
    }
    case 'data':
      return readData(scanner, 0);
    case 'list':
      return listFrom(
        type.element,
        bracketed(scanner, () => readValue(scanner, type.element)),
      );
    case 'array':
      return new ArrayValue(
        type.element,
        bracketed(scanner, () => readValue(scanner, type.element)),
      );
    case 'pair': {
      const [first, second] = paired(
        scanner,
        () => readValue(scanner, type.first),
        () => readValue(scanner, type.second),
      );
      return new Pair(first, second, type.first, type.second);
    }
    case 'value':
      return readAssets(scanner);
    case 'bls12_381_G1_element':
      return readPoint(scanner, (bytes) => bls().g1Uncompress(bytes));
    case 'bls12_381_G2_element':
      return readPoint(scanner, (bytes) => bls().g2Uncompress(bytes));
    case 'bls12_381_mlresult':
      throw scanner.fault('a constant that can be written down', type.kind);
  }
}

function readInteger(scanner: Scanner): Int {
  const digits = scanner.match(/[+-]?\d+(?![\w.])/y);
  if (digits === undefined) throw scanner.fault('an integer');
  return toInt(BigInt(digits.replace('+', '')));
}

function readBytes(scanner: Scanner): Uint8Array {
  const hex = scanner.match(/#(?:[0-9a-fA-F]{2})*(?![\w#])/y);
  if (hex === undefined) throw scanner.fault("a byte string: '#' and hexadecimal digits, two a byte");
  return new Uint8Array(Buffer.from(hex.slice(1), 'hex'));
}

function readPoint<T>(scanner: Scanner, uncompress: (bytes: Uint8Array) => T | undefined): T {
  const place = scanner.at;
  const hex = scanner.match(/0x(?:[0-9a-fA-F]{2})*(?!\w)/y);
  const point = hex === undefined ? undefined : uncompress(new Uint8Array(Buffer.from(hex.slice(2), 'hex')));
  if (point === undefined)
    throw scanner.fault("the compressed form of a group element, '0x' and digits", hex ?? 'none', place);
  return point;
}

function bracketed<T>(scanner: Scanner, read: () => T): T[] {
  scanner.expect('[');
  const items: T[] = [];
  if (scanner.take(']')) return items;
  do items.push(read());
  while (scanner.take(','));
  scanner.expect(']');
  return items;
}

function paired<A, B>(scanner: Scanner, first: () => A, second: () => B): [A, B] {
  scanner.expect('(');
  const a = first();
  scanner.expect(',');
  const b = second();
  scanner.expect(')');
  return [a, b];
}

function readAssets(scanner: Scanner): AssetValue {
  const place = scanner.at;
  const policies: PolicyAssets[] = bracketed(scanner, () => {
    const [policy, assets] = paired(
      scanner,
      () => readBytes(scanner),
      () =>
        bracketed(scanner, () => {
          const [name, quantity] = paired(
            scanner,
            () => readBytes(scanner),
            () => readInteger(scanner),
          );
          return { name, quantity };
        }),
    );
    return { policy, assets };
  });
  const fault = valueFault(policies);
  if (fault !== undefined) throw scanner.fault('a value in canonical order', fault, place);
  return new AssetValue(policies);
}

function readData(scanner: Scanner, depth: number): Data {
  checkDepth(depth);
  if (scanner.take('(')) {
    const data = readData(scanner, depth + 1);
    scanner.expect(')');
    return data;
  }
  const place = scanner.at;
  const inner = () => readData(scanner, depth + 1);
  const word = scanner.word("data: 'I', 'B', 'List', 'Map' or 'Constr'");
  switch (word) {
    case 'I':
      return new DataInt(readInteger(scanner));
    case 'B':
      return new DataBytes(readBytes(scanner));
    case 'List':
      return new DataList(listFrom(types.data, bracketed(scanner, inner)));
    case 'Map': {
      const entries = bracketed(scanner, () => {
        const [key, value] = paired(scanner, inner, inner);
        return new Pair(key, value, types.data, types.data);
      });
      return new DataMap(listFrom(dataPairType, entries));
    }
    case 'Constr': {
      const tag = readInteger(scanner);
      return new DataConstr(tag, listFrom(types.data, bracketed(scanner, inner)));
    }
    default:
      throw scanner.fault("data: 'I', 'B', 'List', 'Map' or 'Constr'", `'${word}'`, place);
  }
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH)
    throw new PlutusError('PLUTUS_LIMIT', {
      place: 'constant',
      expected: `at most ${MAX_DEPTH} levels`,
      got: 'more',
    });
}

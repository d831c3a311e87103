import type { HashTexts } from './hash-texts.ts';
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  QUOTE,
  readNumber,
  skipLiteral,
  skipNumber,
  skipString,
  skipValue,
} from './json-scan.ts';
import type { DataField } from './trace-line.ts';

/** No field that is taken has a longer name. */
const LONGEST = 31;

export type Values = Record<string, unknown>;

/** Which fields to take out of an object; their values, overwritten by every object that is scanned. */
export interface DataShape {
  readonly values: Values;
  readonly names: readonly string[];
  readonly byLength: readonly (readonly ShapeField[])[];
}

interface ShapeField {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly bit: number;
  /** `refused`: its presence gives the object another meaning; `place`: where its string lies, `[start, end]`. */
  readonly as: DataField['as'] | 'refused' | 'place';
  readonly shape: DataShape | undefined;
}

/** `credentials` wraps another object, which is the true data: not for this scanner. */
export function shapeOf(fields: readonly DataField[]): DataShape {
  return build([...fields, { name: 'credentials', as: 'refused' }]);
}

/** For lines whose namespace says nothing: `values.kind` is where the kind lies. */
export function shapeOfKind(): DataShape & { readonly values: { kind: [number, number] | undefined } } {
  return build([
    { name: 'kind', as: 'place' },
    { name: 'credentials', as: 'refused' },
  ]) as never;
}

function build(fields: readonly (DataField | { name: string; as: 'refused' | 'place' })[]): DataShape {
  const byLength: ShapeField[][] = Array.from({ length: LONGEST + 1 }, () => []);
  const values: Record<string, unknown> = {};
  for (const [i, field] of fields.entries()) {
    if (field.as !== 'refused') values[field.name] = undefined;
    byLength[field.name.length]!.push({
      name: field.name,
      bytes: Buffer.from(field.name, 'latin1'),
      bit: 1 << i,
      as: field.as,
      shape: field.as === 'object' ? build(field.fields) : undefined,
    });
  }
  return { values, names: Object.keys(values), byLength };
}

/**
 * Scans an object from after its `{` (`view` is of the same bytes), puts the fields of the shape into its values and gives the place after the `}`.
 * -1: JSON.parse has to look at it, because it is no JSON, is written unusually, or has a field twice or of another type.
 */
export function scanObject(
  bytes: Buffer,
  view: DataView,
  start: number,
  shape: DataShape,
  hashes: HashTexts,
): number {
  const { values, names } = shape;
  for (let n = 0; n < names.length; n++) values[names[n]!] = undefined;
  let at = start;
  let seen = 0;
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return -1;
    const key = at + 1;
    at = skipString(bytes, key);
    if (at < 0 || bytes[at] !== COLON) return -1;
    const field = fieldOf(shape, bytes, key, at - 1);
    at++;
    if (field === undefined) {
      at = skipValue(bytes, at);
    } else {
      if ((seen & field.bit) !== 0) return -1;
      seen |= field.bit;
      at = takeField(bytes, view, at, field, values, hashes);
    }
    if (at < 0) return -1;
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at++;
  }
}

/** The field of the shape whose name is `bytes[key..keyEnd)`. */
export function fieldOf(
  { byLength }: DataShape,
  bytes: Uint8Array,
  key: number,
  keyEnd: number,
): ShapeField | undefined {
  const fields = byLength[keyEnd - key];
  if (fields === undefined) return undefined;
  for (let f = 0; f < fields.length; f++) {
    const field = fields[f]!;
    const name = field.bytes;
    let i = 0;
    while (i < name.length && name[i] === bytes[key + i]) i++;
    if (i === name.length) return field;
  }
  return undefined;
}

function takeField(
  bytes: Buffer,
  view: DataView,
  at: number,
  field: ShapeField,
  values: Record<string, unknown>,
  hashes: HashTexts,
): number {
  const first = bytes[at]!;
  switch (field.as) {
    case 'number': {
      const end = skipNumber(bytes, at);
      if (end > 0) values[field.name] = readNumber(bytes, at, end);
      return end;
    }
    case 'hash': {
      if (first !== QUOTE) return -1;
      const end = skipString(bytes, at + 1);
      // What is no hash is no hash for JSON.parse either; only its text is not needed.
      if (end > 0) values[field.name] = end - at - 2 < 64 ? '' : (hashes.read(bytes, view, at + 1) ?? '');
      return end;
    }
    case 'text': {
      if (first !== QUOTE) return -1;
      const end = skipString(bytes, at + 1);
      if (end > 0) values[field.name] = bytes.toString('utf8', at + 1, end - 1);
      return end;
    }
    case 'place': {
      if (first !== QUOTE) return -1;
      const end = skipString(bytes, at + 1);
      values[field.name] = [at + 1, end - 1];
      return end;
    }
    case 'flag': {
      const end = skipLiteral(bytes, at);
      if (end < 0 || first === 0x6e) return -1;
      values[field.name] = first === 0x74;
      return end;
    }
    case 'object': {
      if (first !== OPEN_BRACE || field.shape === undefined) return -1;
      values[field.name] = field.shape.values;
      return scanObject(bytes, view, at + 1, field.shape, hashes);
    }
    case 'refused':
      return -1;
  }
}

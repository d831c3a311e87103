import { type DataShape, fieldOf, type Values } from './data-scanner.ts';
import {
  CLOSE_BRACE,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipLiteral,
  skipNumber,
  skipString,
  skipValue,
} from './json-scan.ts';
import { HOLE, type Hole, type LineForm, type Piece } from './line-form.ts';

/** Fields whose text is the same in every line of a message on one host, or has few values. */
const CONSTANT = new Set(['kind', 'sev', 'host']);

const NO_VALUES: Values = {};

/**
 * The form of the line whose bytes from `start` (somewhere before its data, after its time stamp) to `end` the scanner has accepted;
 * `data` is the place after the `{` of its data, `shape` what is taken out of them.
 */
export function learnForm(
  bytes: Buffer,
  place: { start: number; data: number; end: number },
  shape: DataShape,
): LineForm {
  const pieces: Piece[] = [];
  const constants: { values: Values; name: string; value: unknown }[] = [];
  let from = place.start;

  function hole(at: number, kind: Hole, end: number, values: Values = NO_VALUES, name = ''): number {
    pieces.push(pieceOf(bytes.subarray(from, at), kind, values, name));
    from = end;
    return end;
  }

  /** Fields from after a `{` or between two of them, to after the `}`. */
  function fields(start: number, wanted: DataShape | undefined): number {
    const absent = new Set(wanted?.names);
    let at = start;
    while (bytes[at] !== CLOSE_BRACE) {
      const key = bytes[at] === QUOTE ? at + 1 : at + 2;
      const keyEnd = skipString(bytes, key) - 1;
      const field = wanted === undefined ? undefined : fieldOf(wanted, bytes, key, keyEnd);
      const name = bytes.toString('latin1', key, keyEnd);
      if (field !== undefined) absent.delete(field.name);
      at = value(keyEnd + 2, name, field === undefined ? undefined : { field, values: wanted!.values });
    }
    for (const name of absent) constants.push({ values: wanted!.values, name, value: undefined });
    return at + 1;
  }

  type Wanted = { field: NonNullable<ReturnType<typeof fieldOf>>; values: Values } | undefined;

  function value(at: number, name: string, wanted: Wanted): number {
    const as = wanted?.field.as;
    const values = wanted?.values;
    switch (bytes[at]) {
      case QUOTE: {
        const end = skipString(bytes, at + 1);
        if (as === 'hash' || as === 'text') hole(at + 1, HOLE[as], end - 1, values, name);
        else if (!CONSTANT.has(name)) hole(at + 1, HOLE.anyText, end - 1);
        return end;
      }
      case OPEN_BRACE:
        if (as === 'object') constants.push({ values: values!, name, value: wanted!.field.shape!.values });
        return fields(at + 1, wanted?.field.shape);
      case OPEN_BRACKET:
        return hole(at, HOLE.anyArray, skipValue(bytes, at));
      case 0x74:
      case 0x66:
      case 0x6e:
        if (as === 'flag') constants.push({ values: values!, name, value: bytes[at] === 0x74 });
        return skipLiteral(bytes, at);
      default:
        return as === 'number'
          ? hole(at, HOLE.number, skipNumber(bytes, at), values, name)
          : hole(at, HOLE.anyNumber, skipNumber(bytes, at));
    }
  }

  // What follows the data are fields as well.
  const end = fields(fields(place.data, shape), undefined);
  hole(end, HOLE.end, end);
  return { pieces, constants };
}

function pieceOf(text: Uint8Array, hole: Hole, values: Values, name: string): Piece {
  const { length } = text;
  const bytes = Uint8Array.from(text);
  const view = new DataView(bytes.buffer);
  const offsets = Array.from({ length: length >> 3 }, (_, w) => 8 * w);
  if (length >= 8 && length % 8 !== 0) offsets.push(length - 8);
  return {
    length,
    words: Float64Array.from(offsets, (at) => view.getFloat64(at, true)),
    bytes,
    hole,
    values,
    name,
  };
}

import type { Values } from './data-scanner.ts';
import type { HashTexts } from './hash-texts.ts';
import { CLOSE_BRACE, COMMA, isPlain, readNumber, skipNumber, skipValue, ZERO } from './json-scan.ts';

/**
 * The lines of one message look alike: the same names in the same order, with other numbers and texts between them. What stays (the
 * pieces of a form) is compared eight bytes at a time, only what changes (the holes) is looked at byte by byte. A form is learnt from a
 * line that was scanned from end to end: whatever fits is JSON of the same shape; whatever does not is none of its lines.
 */
export interface LineForm {
  readonly pieces: readonly Piece[];
  /** Values that all lines of the form have in common, those among them that are not there. */
  readonly constants: readonly { readonly values: Values; readonly name: string; readonly value: unknown }[];
}

/** What follows a piece: nothing, a value that nobody reads, or one that is taken. */
export const HOLE = { end: 0, anyText: 1, anyNumber: 2, anyArray: 3, number: 4, hash: 5, text: 6 } as const;
export type Hole = (typeof HOLE)[keyof typeof HOLE];

export interface Piece {
  readonly length: number;
  /**
   * Its bytes as doubles, eight by eight, the last eight overlapping those before if need be: a text is never NaN and never zero, so doubles
   * are equal if and only if their bytes are.
   */
  readonly words: Float64Array;
  /** Its bytes, for a piece of fewer than eight. */
  readonly bytes: Uint8Array;
  readonly hole: Hole;
  /** Where the value of the hole goes. */
  readonly values: Values;
  readonly name: string;
}

/** Whether `bytes[start..end)` has the form; if so its values are set. `view` is of the same bytes. */
export function hasForm(
  { pieces, constants }: LineForm,
  bytes: Buffer,
  view: DataView,
  start: number,
  end: number,
  hashes: HashTexts,
): boolean {
  let at = start;
  for (let p = 0; p < pieces.length; p++) {
    const piece = pieces[p]!;
    const { length, words } = piece;
    if (at + length > end) return false;
    if (length < 8) {
      const text = piece.bytes;
      for (let i = 0; i < length; i++) if (bytes[at + i] !== text[i]) return false;
    } else {
      const last = words.length - 1;
      for (let w = 0; w < last; w++) if (view.getFloat64(at + 8 * w, true) !== words[w]) return false;
      if (view.getFloat64(at + length - 8, true) !== words[last]) return false;
    }
    at += length;
    const from = at;
    switch (piece.hole) {
      case HOLE.end:
        if (at !== end) return false;
        break;
      case HOLE.anyText:
        while (isPlain(bytes[at]!)) at++;
        break;
      case HOLE.anyNumber:
        at = skipNumber(bytes, at);
        if (at < 0) return false;
        break;
      case HOLE.anyArray:
        at = skipValue(bytes, at);
        if (at < 0) return false;
        break;
      case HOLE.number: {
        let value = 0;
        for (let digit = bytes[at]! - 0x30; digit >= 0 && digit < 10; digit = bytes[++at]! - 0x30)
          value = value * 10 + digit;
        const next = bytes[at];
        // Digits that begin with no zero, are few enough for a sum of them to be exact, and end the field: else by the grammar.
        if (
          value === 0 ||
          bytes[from] === ZERO ||
          value > Number.MAX_SAFE_INTEGER ||
          (next !== COMMA && next !== CLOSE_BRACE)
        ) {
          at = skipNumber(bytes, from);
          if (at < 0) return false;
          value = readNumber(bytes, from, at);
        }
        piece.values[piece.name] = value;
        break;
      }
      case HOLE.hash:
        while (isPlain(bytes[at]!)) at++;
        piece.values[piece.name] = at - from < 64 ? '' : (hashes.read(bytes, view, from) ?? '');
        break;
      case HOLE.text:
        while (isPlain(bytes[at]!)) at++;
        piece.values[piece.name] = bytes.toString('utf8', from, at);
        break;
    }
  }
  for (let c = 0; c < constants.length; c++) {
    const { values, name, value } = constants[c]!;
    values[name] = value;
  }
  return true;
}

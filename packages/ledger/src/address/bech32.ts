import { LedgerError } from '../errors.ts';

/** Bech32 (BIP-173) without its length limit of 90: Cardano addresses are longer (CIP-19). */

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** Far beyond any address; bounds the work on hostile text. */
const MAX_CHARACTERS = 1024;

export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const words = regroup(bytes, 8, 5, true);
  const checksum = polymod([...expandPrefix(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  for (let i = 5; i >= 0; i--) words.push((checksum >>> (5 * i)) & 31);
  return `${prefix}1${words.map((word) => ALPHABET[word]).join('')}`;
}

/** Prefix and bytes; throws LEDGER_ADDRESS naming the fault (characters, case, checksum, padding). */
export function decodeBech32(text: string): { prefix: string; bytes: Uint8Array } {
  if (text.length > MAX_CHARACTERS) throw malformed(`at most ${MAX_CHARACTERS} characters`, `${text.length}`);
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) throw malformed('one case', 'mixed case');
  const split = lower.lastIndexOf('1');
  if (split < 1 || lower.length - split < 7) throw malformed('bech32 text or hex', JSON.stringify(text));
  const prefix = lower.slice(0, split);
  const words: number[] = [];
  for (const character of lower.slice(split + 1)) {
    const word = ALPHABET.indexOf(character);
    if (word < 0) throw malformed('bech32 characters', JSON.stringify(character));
    words.push(word);
  }
  if (polymod([...expandPrefix(prefix), ...words]) !== 1) throw malformed('a matching checksum', 'another');
  return { prefix, bytes: Uint8Array.from(regroup(words.slice(0, -6), 5, 8, false)) };
}

/** Groups of `from` bits as groups of `to` bits; when decoding, padding must be short and zero. */
function regroup(groups: Iterable<number>, from: number, to: number, pad: boolean): number[] {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  for (const group of groups) {
    held = (held << from) | group;
    bits += from;
    while (bits >= to) {
      bits -= to;
      out.push((held >>> bits) & ((1 << to) - 1));
      held &= (1 << bits) - 1;
    }
  }
  if (pad && bits > 0) out.push((held << (to - bits)) & ((1 << to) - 1));
  if (!pad && (bits >= from || held !== 0)) throw malformed('zero padding', 'other padding');
  return out;
}

function expandPrefix(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(words: readonly number[]): number {
  let checksum = 1;
  for (const word of words) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ word;
    for (let i = 0; i < 5; i++) if ((top >>> i) & 1) checksum ^= GENERATOR[i]!;
  }
  return checksum >>> 0;
}

function malformed(expected: string, got: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_ADDRESS', place: 'address', expected, got });
}

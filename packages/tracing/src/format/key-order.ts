import { quote } from './quote.ts';

/** In which order the entries of an object are written. */
export interface KeyOrder {
  /** Where the value of each name, in order, is among those that came. */
  readonly places: readonly number[];
  /** `,"name":` of every name. */
  readonly heads: readonly Uint8Array[];
}

/**
 * A message has the same few keys in the same order every time. A trie over the keys as they come finds their sorted
 * order by comparing references, which costs a tenth of sorting them again.
 */
export class Keys {
  readonly names: readonly string[];
  readonly last: string;
  readonly next: Keys[] = [];
  order: KeyOrder | undefined;

  constructor(names: readonly string[]) {
    this.names = names;
    this.last = names.at(-1) ?? '';
  }
}

/** No keys yet. */
export const root = new Keys([]);
let nodes = 0;
/** Objects whose keys are data (a map by address) would grow the trie for ever; beyond this they are just sorted. */
const MOST_NODES = 4096;

/** The node of the keys of `node` and one more; undefined if there is no room for it. */
export function nextKeys({ names, next }: Keys, name: string): Keys | undefined {
  for (let i = 0; i < next.length; i++) if (next[i]!.last === name) return next[i];
  if (nodes >= MOST_NODES || next.length >= 64) return undefined;
  nodes++;
  const added = new Keys([...names, name]);
  next.push(added);
  return added;
}

export function sortKeys(names: readonly string[]): KeyOrder {
  const places = names.map((_, place) => place).sort((a, b) => byCodePoint(names[a]!, names[b]!));
  return { places, heads: places.map((place) => Buffer.from(`,${quote(names[place]!)}:`)) };
}

/** UTF-16 order differs from code-point order where surrogates meet U+E000..U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
    }
  }
  return a.length - b.length;
}

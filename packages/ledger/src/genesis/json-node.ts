import type { Fault } from '../errors.ts';

/**
 * A place in a JSON file that is being checked. Readers note what is wrong in `faults` and go on with a harmless
 * value, so that one reading names every fault of a file.
 */
export interface JsonNode {
  readonly file: string;
  /** `protocolParams.minFeeA`; empty for the whole file. */
  readonly path: string;
  readonly value: unknown;
  readonly faults: Fault[];
}

export function child(node: JsonNode, key: string): JsonNode {
  const value = isObject(node.value) ? node.value[key] : undefined;
  return { ...node, value, path: node.path === '' ? key : `${node.path}.${key}` };
}

/** The entries of an object, each at its own place. */
export function entries(node: JsonNode): [string, JsonNode][] {
  if (!isObject(node.value)) {
    note(node, 'an object');
    return [];
  }
  return Object.keys(node.value).map((key) => [key, child(node, key)]);
}

/** An integer within the bounds, as a number. */
export function integer(node: JsonNode, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number {
  const { value } = node;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  note(node, max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer ${min}..${max}`);
  return min;
}

/** An amount of lovelace, 0..2^64-1. */
export function lovelace(node: JsonNode): bigint {
  const { value } = node;
  if (typeof value === 'bigint' && value >= 0n && value < 1n << 64n) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  note(node, 'lovelace (an integer 0..2^64-1)');
  return 0n;
}

/** A number above `above` and up to `max`. */
export function positive(node: JsonNode, max = Number.MAX_SAFE_INTEGER): number {
  const { value } = node;
  if (typeof value === 'number' && value > 0 && value <= max) return value;
  note(node, max === Number.MAX_SAFE_INTEGER ? 'a number above 0' : `a number above 0, at most ${max}`);
  return 1;
}

/** A text that `pattern` matches; `what` says so in words. */
export function text(node: JsonNode, pattern: RegExp, what: string): string {
  const { value } = node;
  if (typeof value === 'string' && pattern.test(value)) return value;
  note(node, what);
  return '';
}

/** Notes that something else stands here. */
export function note(node: JsonNode, expected: string, got = describe(node.value)): void {
  node.faults.push({ place: node.path === '' ? node.file : `${node.file}: ${node.path}`, expected, got });
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const shown = JSON.stringify(value);
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { dirname, resolve } from 'node:path';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import { TraceConfigError } from '../errors.ts';

/** A file that was read, and where in it something stands. */
export interface YamlSource {
  readonly value: unknown;
  /** `file:line` of the deepest step that is there. */
  placeOf(steps: readonly (string | number)[]): string;
}

interface Reading {
  readonly path: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
  /** The files that include this one. */
  readonly includers: readonly string[];
  /** Values made so far, of the including files too. */
  readonly made: { values: number };
  readFile(path: string): string;
}

/** A page of aliases of aliases stands for billions of values; no configuration has a hundredth of this. */
const MAX_VALUES = 1_000_000;

/**
 * Reads YAML (JSON is a part of it) as upstream does: of a key that comes twice the last one is used, keys are text, a
 * second document is an error, `!include path` stands for the content of that file. Throws TraceConfigError.
 */
export function parseYaml(path: string, text: string, readFile: (path: string) => string): YamlSource {
  const reading = open(path, text, readFile, [], { values: 0 });
  return { value: contents(reading), placeOf: (steps) => placeOf(reading, steps) };
}

function open(
  path: string,
  text: string,
  readFile: (path: string) => string,
  includers: readonly string[],
  made: { values: number },
): Reading {
  const lines = new LineCounter();
  const include = { tag: '!include', resolve: (value: string) => value };
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
    merge: true,
    customTags: [include],
    prettyErrors: false,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (second !== undefined) throw yamlFault(`${path}:${lineAt(lines, second.range[0])}`, 'a second document');
  if (document === undefined) return { path, lines, document: emptyDocument(), readFile, includers, made };
  const error = document.errors[0];
  if (error !== undefined) throw yamlFault(`${path}:${lineAt(lines, error.pos[0])}`, error.message);
  return { path, lines, document, readFile, includers, made };
}

function emptyDocument(): Document.Parsed {
  return parseAllDocuments('null')[0] as Document.Parsed;
}

function yamlFault(file: string, got: string): TraceConfigError {
  return new TraceConfigError([{ path: '', steps: [], file, expected: 'one YAML or JSON document', got }]);
}

function contents(reading: Reading): unknown {
  return plainValue(reading.document.contents, reading);
}

/** Aliases are followed once each: a document that names itself through them is refused by the depth of its text. */
function plainValue(node: unknown, reading: Reading, depth = 0): unknown {
  if (depth > 64) throw yamlFault(reading.path, 'a document nested deeper than 64 levels');
  if (++reading.made.values > MAX_VALUES)
    throw yamlFault(reading.path, `more than ${MAX_VALUES} values, aliases followed`);
  if (isAlias(node)) {
    const target = node.resolve(reading.document);
    const at = `${reading.path}:${lineAt(reading.lines, node.range?.[0] ?? 0)}`;
    if (target === undefined) throw yamlFault(at, `the alias *${node.source}, which is defined nowhere`);
    return plainValue(target, reading, depth + 1);
  }
  if (isScalar(node)) return node.tag === '!include' ? included(node, reading) : node.value;
  if (isSeq(node)) return node.items.map((item) => plainValue(item, reading, depth + 1));
  if (!isMap(node)) return null;
  const entries = new Map<string, unknown>();
  for (const { key, value } of node.items as Pair[]) {
    const child = plainValue(value, reading, depth + 1);
    // A merged map gives what its receiver has not got itself.
    if (isScalar(key) && key.source === '<<' && typeof child === 'object' && child !== null) {
      for (const source of Array.isArray(child) ? child : [child])
        for (const [k, v] of Object.entries(source)) if (!entries.has(k)) entries.set(k, v);
    } else entries.set(keyText(key), child);
  }
  return Object.fromEntries(entries);
}

/** Upstream takes a key as its text, whatever YAML would make of it: `12`, `true`, `null`. */
function keyText(key: unknown): string {
  return isScalar(key)
    ? typeof key.value === 'string'
      ? key.value
      : (key.source ?? String(key.value))
    : String(key);
}

function included(node: Node & { value: unknown }, reading: Reading): unknown {
  const path = resolve(dirname(reading.path), String(node.value));
  const file = `${reading.path}:${lineAt(reading.lines, node.range?.[0] ?? 0)}`;
  const expected = 'a file that can be included';
  const fault = (got: string) => new TraceConfigError([{ path: '!include', steps: [], file, expected, got }]);
  const includers = [...reading.includers, resolve(reading.path)];
  if (includers.includes(path)) throw fault(`${node.value}, which includes this file`);
  let text: string;
  try {
    text = reading.readFile(path);
  } catch (error) {
    throw fault((error as Error).message);
  }
  return contents(open(path, text, reading.readFile, includers, reading.made));
}

function placeOf({ path, lines, document }: Reading, steps: readonly (string | number)[]): string {
  for (let length = steps.length; length > 0; length--) {
    const node = document.getIn(steps.slice(0, length), true);
    if (isNode(node) && node.range != null) return `${path}:${lineAt(lines, node.range[0])}`;
  }
  return path;
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

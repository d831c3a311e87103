import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type * as Yaml from 'yaml';
import type { Alias, Document, LineCounter, Node, Pair } from 'yaml';
import { TraceConfigError } from '../errors.ts';

/** A file that was read, and where in it something stands. */
export interface YamlSource {
  readonly value: unknown;
  /** `file:line` of the deepest step that is there. */
  placeOf(steps: readonly (string | number)[]): string;
}

interface Parsed {
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
}

/** What the files of one configuration share. */
interface Shared {
  /** Values made so far, of all files. */
  values: number;
  /** A file that is included often is parsed once, an alias that is followed often is looked up once. */
  readonly files: Map<string, Parsed>;
  readonly targets: Map<Alias, Node | undefined>;
  readFile(path: string): string;
}

interface Reading extends Parsed {
  readonly path: string;
  /** The files that include this one. */
  readonly includers: readonly string[];
  readonly shared: Shared;
}

/** A page of aliases of aliases stands for billions of values; no configuration has a hundredth of this. */
const MAX_VALUES = 1_000_000;

let library: typeof Yaml | undefined;

/** Loaded by the first text: a node, whose configuration is JSON, does without its 72 modules. */
function yaml(): typeof Yaml {
  library ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return library;
}

/**
 * Reads YAML (JSON is a part of it) as upstream does: of a key that comes twice the last one is used, keys are text, a
 * second document is an error, `!include path` stands for the content of that file. Throws TraceConfigError.
 */
export function parseYaml(path: string, text: string, readFile: (path: string) => string): YamlSource {
  const shared: Shared = { values: 0, files: new Map(), targets: new Map(), readFile };
  const reading = { path, ...parse(path, text), includers: [], shared };
  return { value: contents(reading), placeOf: (steps) => placeOf(reading, steps) };
}

function parse(path: string, text: string): Parsed {
  const { LineCounter, parseAllDocuments } = yaml();
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
  if (document === undefined) return { lines, document: emptyDocument() };
  const error = document.errors[0];
  if (error !== undefined) throw yamlFault(`${path}:${lineAt(lines, error.pos[0])}`, error.message);
  return { lines, document };
}

function emptyDocument(): Document.Parsed {
  return yaml().parseAllDocuments('null')[0] as Document.Parsed;
}

function yamlFault(file: string, got: string): TraceConfigError {
  return new TraceConfigError([{ path: '', steps: [], file, expected: 'one YAML or JSON document', got }]);
}

function contents(reading: Reading): unknown {
  return plainValue(reading.document.contents, reading);
}

/** Aliases are followed once each: a document that names itself through them is refused by the depth of its text. */
function plainValue(node: unknown, reading: Reading, depth = 0): unknown {
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  if (depth > 64) throw yamlFault(reading.path, 'a document nested deeper than 64 levels');
  if (++reading.shared.values > MAX_VALUES)
    throw yamlFault(reading.path, `more than ${MAX_VALUES} values, aliases followed`);
  if (isAlias(node)) {
    const target = targetOf(node, reading);
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

/** To look an alias up is a walk through its document. */
function targetOf(alias: Alias, { document, shared: { targets } }: Reading): Node | undefined {
  if (!targets.has(alias)) targets.set(alias, alias.resolve(document));
  return targets.get(alias);
}

/** Upstream takes a key as its text, whatever YAML would make of it: `12`, `true`, `null`. */
function keyText(key: unknown): string {
  return yaml().isScalar(key)
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
  const { shared } = reading;
  let parsed = shared.files.get(path);
  if (parsed === undefined) {
    let text: string;
    try {
      text = shared.readFile(path);
    } catch (error) {
      throw fault((error as Error).message);
    }
    parsed = parse(path, text);
    shared.files.set(path, parsed);
  }
  return contents({ path, ...parsed, includers, shared });
}

function placeOf({ path, lines, document }: Reading, steps: readonly (string | number)[]): string {
  for (let length = steps.length; length > 0; length--) {
    const node = document.getIn(steps.slice(0, length), true);
    if (yaml().isNode(node) && node.range != null) return `${path}:${lineAt(lines, node.range[0])}`;
  }
  return path;
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type ConfigFault, TraceConfigError } from '../errors.ts';
import { type ParseOptions, parseTraceConfig, redirectOf } from './parse.ts';
import type { TraceConfig } from './trace-config.ts';
import { parseYaml, type YamlSource } from './yaml.ts';

/** So many files may refer to the next one by `HermodTracing: path`. */
const MOST_REDIRECTS = 4;

export interface ReadConfigOptions extends ParseOptions {
  /** Returns the text of a file; for tests. */
  readFile?(path: string): string;
}

/**
 * Reads a tracing configuration from a YAML or JSON file, in any of the layouts of `parseTraceConfig`. `!include path`
 * stands for the content of another file, `HermodTracing: path` for another configuration; both paths start at the file
 * they stand in (upstream's redirects start at the working directory: `compat`). Throws TraceConfigError, whose faults
 * name file and line, and what the system says where the file itself cannot be read.
 */
export function readTraceConfig(path: string, options: ReadConfigOptions = {}): TraceConfig {
  const readFile = options.readFile ?? ((name: string) => readFileSync(name, 'utf8'));
  let source = parseYaml(path, readFile(path), readFile);
  const trail = [path];
  for (;;) {
    const target = redirectOf(source.value);
    if (target === undefined) break;
    const place = { steps: ['HermodTracing'], source };
    if (trail.length > MOST_REDIRECTS)
      throw fault(
        place,
        `at most ${MOST_REDIRECTS} references from file to file`,
        [...trail.map(shortest), target].join(' -> '),
      );
    const next = options.compat === undefined ? resolve(dirname(trail.at(-1)!), target) : resolve(target);
    source = parseYaml(shortest(next), readReferred(next, readFile, place), readFile);
    trail.push(next);
  }
  try {
    return parseTraceConfig(source.value, options);
  } catch (error) {
    if (!(error instanceof TraceConfigError)) throw error;
    throw new TraceConfigError(error.faults.map((each) => ({ ...each, file: source.placeOf(each.steps) })));
  }
}

interface Reference {
  readonly steps: readonly (string | number)[];
  readonly source: YamlSource;
}

function readReferred(path: string, readFile: (path: string) => string, place: Reference): string {
  try {
    return readFile(path);
  } catch (error) {
    throw fault(place, 'a file that can be read', (error as Error).message);
  }
}

function fault({ steps, source }: Reference, expected: string, got: string): TraceConfigError {
  const each: ConfigFault = { path: steps.join('.'), steps, file: source.placeOf(steps), expected, got };
  return new TraceConfigError([each]);
}

/** As a user would write it from here. */
function shortest(path: string): string {
  const fromHere = relative('', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

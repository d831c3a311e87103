import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { CollectorError } from '../errors.ts';
import type { ConfigNotice } from './config.ts';

/**
 * What a JSON or YAML text holds, by the rules that Haskell's yaml has: merge keys, and of a key that is given twice
 * the last. Throws COLLECTOR_CONFIG with line and column.
 */
export function readConfigText(text: string, file: string, tell: (notice: ConfigNotice) => void): unknown {
  const json = plainJson(text);
  if (json !== undefined) return json;
  // 72 modules, which a collector whose configuration is JSON does without.
  const { parseDocument } = createRequire(import.meta.url)('yaml') as typeof Yaml;
  const document = parseDocument(text, { logLevel: 'silent', merge: true });
  const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (error === undefined) {
    for (const { linePos } of document.errors)
      tell({
        path: linePos === undefined ? '$' : `line ${linePos[0].line}`,
        text: 'this key is given twice; the last one counts',
      });
    return plain(document, file);
  }
  const at = error.linePos?.[0];
  throw new CollectorError({
    code: 'COLLECTOR_CONFIG',
    place: at === undefined ? file : `${file}:${at.line}:${at.col}`,
    problem: `neither JSON nor YAML: ${error.message.split('\n')[0]}`,
    cause: error,
  });
}

/** Aliases of aliases could stand for billions of values: beyond 100 that an alias may bring they are refused. */
function plain(document: Yaml.Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const problem = `an alias that cannot be followed: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG', place: file, problem, cause });
  }
}

/** The value of a JSON text in which no key is given twice and none merges; undefined for any other text. */
function plainJson(text: string): unknown {
  if (text.includes('<<')) return undefined;
  let keys = 0;
  let value: unknown;
  try {
    value = JSON.parse(text, (_, each: unknown) => {
      if (typeof each === 'object' && each !== null && !Array.isArray(each)) keys += Object.keys(each).length;
      return each;
    });
  } catch {
    return undefined;
  }
  const written = text.match(/"(?:[^"\\]|\\.)*"(?:\s*:)?/g)?.filter((token) => token.endsWith(':'));
  return keys === (written?.length ?? 0) ? value : undefined;
}

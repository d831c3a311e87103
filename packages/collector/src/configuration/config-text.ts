import { type Document, parseDocument } from 'yaml';
import { CollectorError } from '../errors.ts';
import type { ConfigNotice } from './config.ts';

/**
 * What a JSON or YAML text holds, by the rules that Haskell's yaml has: merge keys, and of a key that is given twice
 * the last. Throws COLLECTOR_CONFIG with line and column.
 */
export function readConfigText(text: string, file: string, tell: (notice: ConfigNotice) => void): unknown {
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
function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const problem = `an alias that cannot be followed: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG', place: file, problem, cause });
  }
}

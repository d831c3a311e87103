import { elaborate } from './elaborate.ts';
import { evaluate, type PointSource } from './evaluate.ts';
import { parseQuery } from './parser.ts';
import { QueryError } from './query-error.ts';
import { renderValue } from './render-value.ts';

/** The value of a query at `atMs`, as the JSON text that the HTTP API gives for it. Throws a QueryError. */
export function runQuery(query: string, source: PointSource, atMs: number): string {
  const names = source.metricNames();
  const known = new Set(names);
  try {
    const { core } = elaborate(parseQuery(query), { has: (name) => known.has(name), names: () => names });
    return renderValue(evaluate(core, source, atMs));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack's end: functions that call functions, deeper than any query with a use.
    throw new QueryError({
      stage: 'evaluate',
      place: { line: 1, column: 1 },
      problem: `the query is nested too deeply (${error.message})`,
    });
  }
}

/** Line and column of a query, both from 1; a column is one UTF-16 unit. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** `parse`: not of the language. `elaborate`: no type fits. `evaluate`: the data, or the work, did not allow it. */
export type QueryStage = 'parse' | 'elaborate' | 'evaluate';

/** What the HTTP API calls each stage (`errorType`), and how its text begins. Source: cardano-timeseries-io. */
const STAGES = {
  parse: { errorType: 'parse', opening: 'While executing, parsing error: ' },
  elaborate: { errorType: 'bad_data', opening: 'While executing, elaboration error: ' },
  evaluate: { errorType: 'execution', opening: 'While executing, interpretation error: ' },
} as const satisfies Record<QueryStage, object>;

/** A query that has no value. `source` is the query's text, where showing the line helps. */
export class QueryError extends Error {
  readonly stage: QueryStage;
  readonly place: Place;

  constructor(o: { stage: QueryStage; place: Place; problem: string; source?: string }) {
    super(STAGES[o.stage].opening + text(o));
    this.name = 'QueryError';
    this.stage = o.stage;
    this.place = o.place;
  }

  get errorType(): (typeof STAGES)[QueryStage]['errorType'] {
    return STAGES[this.stage].errorType;
  }
}

function text({ place, problem, source }: { place: Place; problem: string; source?: string }): string {
  const at = `input:${place.line}:${place.column}`;
  if (source === undefined) return `${problem} @ ${at}`;
  const margin = ' '.repeat(String(place.line).length);
  const line = source.split('\n')[place.line - 1] ?? '';
  const caret = `${' '.repeat(place.column - 1)}^`;
  return `${at}:\n${margin} |\n${place.line} | ${line}\n${margin} | ${caret}\n${problem}\n`;
}

/** Why a query has no answer. */
export type QueryErrorCode =
  | 'DUCKDB_MISSING' // it is optional
  | 'DUCKDB_BROKEN' // installed, but not for this machine
  | 'QUERY_REFUSED'; // SQL that DuckDB does not take

/** Kind of exit code of a command that ends with this error. */
const exits = {
  DUCKDB_MISSING: 'unavailable',
  DUCKDB_BROKEN: 'unavailable',
  QUERY_REFUSED: 'usage',
} as const;

/** `fix` says what to do. */
export class QueryError extends Error {
  readonly code: QueryErrorCode;
  readonly exit: (typeof exits)[QueryErrorCode];
  readonly place: string;
  readonly problem: string;
  readonly fix: string;

  constructor(code: QueryErrorCode, o: { place: string; problem: string; fix: string; cause?: unknown }) {
    super(
      `${o.place}: ${o.problem}${o.problem.endsWith('\n') ? '' : '; '}${o.fix}`,
      o.cause === undefined ? undefined : { cause: o.cause },
    );
    this.name = 'QueryError';
    this.code = code;
    this.exit = exits[code];
    this.place = o.place;
    this.problem = o.problem;
    this.fix = o.fix;
  }
}

/** What keeps runs from being compared or taken together, an experiment or the history from going on, a query from an answer. */
export type LabErrorCode =
  | 'RUN_NOT_ANALYSED' // a run without results.json
  | 'RESULTS_BROKEN' // a results.json that cannot be read, or of another version
  | 'NOT_COMPARABLE' // the sides differ in what must be the same
  | 'NOT_COHERENT' // runs of a variance differ
  | 'GIVEN_TWICE' // a run that stands in two places
  | 'SET_EMPTY' // a set without a run
  | 'METRIC_UNKNOWN' // a margin or headline for a metric that is not there
  | 'PAIRS_UNEVEN' // a paired design with unequal sides
  | 'EXPERIMENT_INVALID' // a file that cannot be used
  | 'EXPERIMENT_CHANGED' // the file or the machine is not that of the runs that are there
  | 'EXPERIMENT_BUSY' // another process runs it
  | 'EXPERIMENT_STUCK' // a side whose runs do not complete
  | 'STUDY_INVALID' // set-ups that make no study
  | 'PIN_IMPOSSIBLE' // too few cores, no taskset
  | 'PLAN_NO_VARIANCE' // nothing says how much runs vary
  | 'HISTORY_BROKEN' // a store or an import that cannot be read
  | 'HISTORY_EMPTY' // nothing to show
  | 'DUCKDB_MISSING' // it is optional
  | 'DUCKDB_BROKEN' // installed, but not for this machine
  | 'QUERY_REFUSED'; // SQL that DuckDB does not take

/** Kind of exit code of a command that ends with this error. */
const exits = {
  RUN_NOT_ANALYSED: 'noInput',
  RESULTS_BROKEN: 'badData',
  NOT_COMPARABLE: 'badData',
  NOT_COHERENT: 'badData',
  GIVEN_TWICE: 'usage',
  SET_EMPTY: 'noInput',
  METRIC_UNKNOWN: 'usage',
  PAIRS_UNEVEN: 'usage',
  EXPERIMENT_INVALID: 'badData',
  EXPERIMENT_CHANGED: 'badData',
  EXPERIMENT_BUSY: 'unavailable',
  EXPERIMENT_STUCK: 'incomplete',
  STUDY_INVALID: 'usage',
  PIN_IMPOSSIBLE: 'unavailable',
  PLAN_NO_VARIANCE: 'unusable',
  HISTORY_BROKEN: 'badData',
  HISTORY_EMPTY: 'noInput',
  DUCKDB_MISSING: 'unavailable',
  DUCKDB_BROKEN: 'unavailable',
  QUERY_REFUSED: 'usage',
} as const satisfies Record<LabErrorCode, string>;

/** `place` is a run, a side, a file and a path in it, or a store; `fix` says what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly exit: (typeof exits)[LabErrorCode];
  readonly place: string;
  readonly problem: string;
  readonly fix: string;

  constructor(code: LabErrorCode, o: { place: string; problem: string; fix: string; cause?: unknown }) {
    // What DuckDB says ends in a line of its own that points to the place.
    super(
      `${o.place}: ${o.problem}${o.problem.endsWith('\n') ? '' : '; '}${o.fix}`,
      o.cause === undefined ? undefined : { cause: o.cause },
    );
    this.name = 'LabError';
    this.code = code;
    this.exit = exits[code];
    this.place = o.place;
    this.problem = o.problem;
    this.fix = o.fix;
  }
}

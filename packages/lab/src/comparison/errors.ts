/** What keeps runs from being compared or taken together. */
export type ComparisonErrorCode =
  | 'RUN_NOT_ANALYSED' // a run without results.json
  | 'RESULTS_BROKEN' // a results.json that cannot be read, or of another version
  | 'NOT_COMPARABLE' // the sides differ in what must be the same
  | 'NOT_COHERENT' // runs of a variance differ
  | 'GIVEN_TWICE' // a run that stands in two places
  | 'SET_EMPTY' // a set without a run
  | 'METRIC_UNKNOWN' // a margin or headline for a metric that is not there
  | 'PAIRS_UNEVEN'; // a paired design with unequal sides

type Exit = 'usage' | 'badData' | 'noInput';

const exits: Readonly<Record<ComparisonErrorCode, Exit>> = {
  RUN_NOT_ANALYSED: 'noInput',
  RESULTS_BROKEN: 'badData',
  NOT_COMPARABLE: 'badData',
  NOT_COHERENT: 'badData',
  GIVEN_TWICE: 'usage',
  SET_EMPTY: 'noInput',
  METRIC_UNKNOWN: 'usage',
  PAIRS_UNEVEN: 'usage',
};

/** `place` is a run, a side or a file; `fix` says what to do. */
export class ComparisonError extends Error {
  readonly code: ComparisonErrorCode;
  readonly exit: Exit;
  readonly place: string;
  readonly problem: string;
  readonly fix: string;

  constructor(
    code: ComparisonErrorCode,
    o: { place: string; problem: string; fix: string; cause?: unknown },
  ) {
    super(`${o.place}: ${o.problem}; ${o.fix}`, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'ComparisonError';
    this.code = code;
    this.exit = exits[code];
    this.place = o.place;
    this.problem = o.problem;
    this.fix = o.fix;
  }
}

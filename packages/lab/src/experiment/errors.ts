/** What keeps an experiment, its plan or the history from going on. */
export type ExperimentErrorCode =
  | 'EXPERIMENT_INVALID' // a file that cannot be used
  | 'EXPERIMENT_CHANGED' // the file or the machine is not that of the runs that are there
  | 'EXPERIMENT_BUSY' // another process runs it
  | 'EXPERIMENT_STUCK' // a side whose runs do not complete
  | 'PIN_IMPOSSIBLE' // too few cores, no taskset
  | 'PLAN_NO_VARIANCE' // nothing says how much runs vary
  | 'HISTORY_BROKEN' // a store or an import that cannot be read
  | 'HISTORY_EMPTY'; // nothing to show

type Exit = 'usage' | 'badData' | 'noInput' | 'unavailable' | 'incomplete' | 'unusable';

const exits: Readonly<Record<ExperimentErrorCode, Exit>> = {
  EXPERIMENT_INVALID: 'badData',
  EXPERIMENT_CHANGED: 'badData',
  EXPERIMENT_BUSY: 'unavailable',
  EXPERIMENT_STUCK: 'incomplete',
  PIN_IMPOSSIBLE: 'unavailable',
  PLAN_NO_VARIANCE: 'unusable',
  HISTORY_BROKEN: 'badData',
  HISTORY_EMPTY: 'noInput',
};

/** `place` is a file and a path in it, a run or a store; `fix` says what to do. */
export class ExperimentError extends Error {
  readonly code: ExperimentErrorCode;
  readonly exit: Exit;
  readonly place: string;
  readonly problem: string;
  readonly fix: string;

  constructor(
    code: ExperimentErrorCode,
    o: { place: string; problem: string; fix: string; cause?: unknown },
  ) {
    super(`${o.place}: ${o.problem}; ${o.fix}`, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'ExperimentError';
    this.code = code;
    this.exit = exits[code];
    this.place = o.place;
    this.problem = o.problem;
    this.fix = o.fix;
  }
}

/** What stops an analysis. Bad log lines never do: they are counted in the results. */
export type AnalysisErrorCode =
  | 'RUN_NOT_FOUND' // no such directory
  | 'RUN_NO_GENESIS' // without systemStart and slot length no time can be placed
  | 'RUN_BAD_FILE' // a JSON file of the run that cannot be read
  | 'RUN_NO_LOGS' // no host has a log
  | 'RUN_OTHER_NETWORK' // the logs are of another genesis
  | 'RUN_UNREADABLE' // a file that was there and cannot be read to its end
  | 'PROPERTY_INVALID' // a formula that cannot be read or checked
  | 'FILTER_UNKNOWN' // a filter name that does not exist
  | 'OUT_NOT_A_FOLDER' // no folder for results can be made
  | 'RUN_NOT_ANALYSED' // no files of locli to compare with
  | 'ANALYSIS_ABORTED';

/** An error as data, as it crosses from a thread. */
export interface AnalysisErrorData {
  readonly code: AnalysisErrorCode;
  readonly place: string;
  readonly expected: string;
  readonly got: string;
}

export class AnalysisError extends Error {
  readonly code: AnalysisErrorCode;
  readonly place: string;
  readonly expected: string;
  readonly got: string;

  constructor(
    code: AnalysisErrorCode,
    at: { place: string; expected: string; got: string; cause?: unknown },
  ) {
    super(`${at.place}: expected ${at.expected}, got ${at.got}`, { cause: at.cause });
    this.name = 'AnalysisError';
    this.code = code;
    this.place = at.place;
    this.expected = at.expected;
    this.got = at.got;
  }
}

/** The analysis of this run was ended by its signal. */
export function aborted(runDir: string, cause: unknown): AnalysisError {
  return new AnalysisError('ANALYSIS_ABORTED', {
    place: runDir,
    expected: 'time to finish',
    got: 'an abort signal',
    cause,
  });
}

/** An error of the file system, perhaps from another thread, where it loses all but its text; undefined for any other. */
export function unreadable(cause: unknown, runDir: string): AnalysisError | undefined {
  if (!(cause instanceof Error)) return undefined;
  const match = /^(E[A-Z0-9]+: [^,]+), \w+(?: '(.*)')?$/.exec(cause.message);
  if (match === null) return undefined;
  return new AnalysisError('RUN_UNREADABLE', {
    place: match[2] ?? runDir,
    expected: 'a file that can be read to its end',
    got: match[1]!,
    cause,
  });
}

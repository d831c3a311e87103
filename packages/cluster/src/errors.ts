/** What can go wrong before a run starts or around its directory. A run that fails on the way is an outcome, no error. */
export type ClusterErrorCode =
  | 'RUN_UNKNOWN' // no run has this name
  | 'RUN_AMBIGUOUS' // several runs match the name
  | 'RUN_BROKEN' // meta.json is missing or damaged
  | 'RUN_UNSUPPORTED' // the profile asks for what driver or scenario cannot do
  | 'RUNS_FOLDER' // the folder of runs cannot be written
  | 'DISK_FULL' // too little space for the run
  | 'PORT_BUSY' // a port that the run needs is taken
  | 'SOCKET_PATH' // the folder for sockets is unusable or its path is too long
  | 'PROGRAM_MISSING' // a program of the cluster is not there
  | 'BATCH_INVALID'; // a batch name without a letter or digit

/** Kind of exit code of a command that ends with this error. */
type Exit = 'usage' | 'badData' | 'noInput' | 'unavailable' | 'cannotCreate';

const exits: Readonly<Record<ClusterErrorCode, Exit>> = {
  RUN_UNKNOWN: 'noInput',
  RUN_AMBIGUOUS: 'usage',
  RUN_BROKEN: 'badData',
  RUN_UNSUPPORTED: 'badData',
  RUNS_FOLDER: 'cannotCreate',
  DISK_FULL: 'cannotCreate',
  PORT_BUSY: 'unavailable',
  SOCKET_PATH: 'cannotCreate',
  PROGRAM_MISSING: 'unavailable',
  BATCH_INVALID: 'usage',
};

/** `place` is a path, port, name or JSON path; `fix` says what to do. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;
  readonly exit: Exit;
  readonly place: string;
  readonly problem: string;
  readonly fix: string;

  constructor(code: ClusterErrorCode, o: { place: string; problem: string; fix: string; cause?: unknown }) {
    super(`${o.place}: ${o.problem}; ${o.fix}`, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'ClusterError';
    this.code = code;
    this.exit = exits[code];
    this.place = o.place;
    this.problem = o.problem;
    this.fix = o.fix;
  }
}

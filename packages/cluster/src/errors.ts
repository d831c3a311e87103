/** What can go wrong before a run starts or around its directory. A run that fails on the way is an outcome, no error. */
export type ClusterErrorCode =
  | 'RUN_UNKNOWN' // no run has this name
  | 'RUN_AMBIGUOUS' // several runs match the name
  | 'RUN_BROKEN' // meta.json is missing or damaged
  | 'RUN_BUSY' // another process goes on with it
  | 'RUN_OVER' // there is nothing to go on with
  | 'LOGS_KEPT' // logs are where they were written, for who comes back
  | 'RUN_UNSUPPORTED' // the profile asks for what driver or scenario cannot do
  | 'RUNS_FOLDER' // the folder of runs cannot be written
  | 'DISK_FULL' // too little space for the run
  | 'PORT_BUSY' // a port that the run needs is taken
  | 'SOCKET_PATH' // the folder for sockets is unusable or its path is too long
  | 'PROGRAM_MISSING' // a program of the cluster is not there
  | 'BACKEND_UNUSABLE' // a backend cannot run here
  | 'BACKEND_UNKNOWN' // no backend has this name
  | 'NOMAD_ACCESS' // a NOMAD_* variable is wrong
  | 'NOMAD_UNREACHABLE' // no Nomad answers
  | 'NOMAD_DENIED' // Nomad wants another token
  | 'NOMAD_REFUSED' // Nomad does not take what it was sent
  | 'NOMAD_PLACEMENT' // no client can take a host of the run
  | 'NOMAD_TASK' // a host of the run did not come up or broke
  | 'NOMAD_AGENTS' // local agents cannot be started or stopped
  | 'PODMAN_UNREACHABLE' // no podman service answers
  | 'PODMAN_REFUSED' // podman does not do what it was asked
  | 'BATCH_INVALID' // a batch name without a letter or digit
  | 'VAULT_UNREACHABLE' // no answer from the server that keeps credentials
  | 'VAULT_REFUSED' // it answered with an error
  | 'CREDENTIALS_MISSING' // something is needed and neither the environment nor a login has it
  | 'CREDENTIALS_FILE' // a file of credentials is damaged or others may read it
  | 'LEASE_TOO_SHORT' // a credential ends before the run does
  | 'TRANSFER_FAILED' // a file did not reach its place
  | 'TRANSFER_CORRUPT' // it reached it with other bytes
  | 'NETWORK_EMULATION'; // a network of regions cannot be made here

/** Kind of exit code of a command that ends with this error. */
type Exit = 'usage' | 'badData' | 'noInput' | 'unavailable' | 'cannotCreate';

const exits: Readonly<Record<ClusterErrorCode, Exit>> = {
  RUN_UNKNOWN: 'noInput',
  RUN_AMBIGUOUS: 'usage',
  RUN_BROKEN: 'badData',
  RUN_BUSY: 'unavailable',
  RUN_OVER: 'usage',
  LOGS_KEPT: 'unavailable',
  RUN_UNSUPPORTED: 'badData',
  RUNS_FOLDER: 'cannotCreate',
  DISK_FULL: 'cannotCreate',
  PORT_BUSY: 'unavailable',
  SOCKET_PATH: 'cannotCreate',
  PROGRAM_MISSING: 'unavailable',
  BACKEND_UNUSABLE: 'unavailable',
  BACKEND_UNKNOWN: 'usage',
  NOMAD_ACCESS: 'usage',
  NOMAD_UNREACHABLE: 'unavailable',
  NOMAD_DENIED: 'unavailable',
  NOMAD_REFUSED: 'unavailable',
  NOMAD_PLACEMENT: 'unavailable',
  NOMAD_TASK: 'unavailable',
  NOMAD_AGENTS: 'unavailable',
  PODMAN_UNREACHABLE: 'unavailable',
  PODMAN_REFUSED: 'unavailable',
  BATCH_INVALID: 'usage',
  VAULT_UNREACHABLE: 'unavailable',
  VAULT_REFUSED: 'unavailable',
  CREDENTIALS_MISSING: 'unavailable',
  CREDENTIALS_FILE: 'badData',
  LEASE_TOO_SHORT: 'unavailable',
  TRANSFER_FAILED: 'unavailable',
  TRANSFER_CORRUPT: 'badData',
  NETWORK_EMULATION: 'unavailable',
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

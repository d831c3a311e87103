import type { RunPlan } from '../prepare.ts';
import type { ProgramPlan } from '../program.ts';
import type { Look } from '../progress/look.ts';
import type { ExitStatus, RunEvent } from '../scenario/verdict.ts';
import type { Unseen } from '../unseen.ts';

/** A started process and everything that it started. */
export interface RunningProgram {
  readonly plan: ProgramPlan;
  /** Where it runs; 0 if it could not be started. */
  readonly pid: number;
  /** Resolves once the process has ended and its exit code is in the file `exit_code` of its folder. */
  readonly exited: Promise<ExitStatus>;
  /** Undefined while it runs. */
  status(): ExitStatus | undefined;
  /** To the process and its descendants; nothing if they are gone. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

/** The programs of a run as a backend gets them. */
export type ClusterPlan = Pick<RunPlan, 'runDir' | 'programs' | 'tag' | 'meta'>;

/** Something that a backend lacks before it can run anything: where, what, and how to get it. */
export interface BackendFault {
  readonly place: string;
  readonly problem: string;
  readonly fix: string;
}

/** A place where clusters run. The same calls in the same order serve every backend. */
export interface Backend {
  readonly name: BackendName;
  /** Where it puts delays between the regions of a profile. */
  readonly network?: 'emulated';
  /** What is missing for any run; empty when runs can start. Changes nothing. */
  check(): Promise<readonly BackendFault[]>;
  /**
   * Makes the place ready for the processes of a run; no node is started. Also cleans up behind runs whose process was
   * killed. Rejects with what is missing and leaves nothing then; `signal` gives up on it.
   */
  startCluster(plan: ClusterPlan, o: StartOptions): Promise<Cluster>;
  /**
   * The cluster of a run that another process began; absent where no run outlives its process. Throws `RUN_OVER` if there is nothing
   * to go on with; everything else leaves the run as it is.
   */
  attachCluster?(plan: ClusterPlan, o: StartOptions): Promise<Cluster>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Told, in words, what the user may want to know beside the run. */
  readonly note?: (words: string) => void;
}

export type BackendName = 'local' | 'nomad-exec' | 'nomad-podman' | 'nomad-cloud';

/** Nodes reach one collector through a socket: hosts that share no folder have one each. */
export const collectorsOf: Readonly<Record<BackendName, 'one' | 'one a host'>> = {
  local: 'one',
  'nomad-exec': 'one a host',
  'nomad-podman': 'one',
  'nomad-cloud': 'one a host',
};

export interface Cluster {
  /** Makes `genesis/` of the run, with this start of slot 0 (seconds since 1970), visible to every node. */
  deployGenesis(startSeconds: number): Promise<void>;
  /** Starts a program of the plan, on every host of a collector that each host has. */
  startProgram(plan: ProgramPlan): Promise<RunningProgram>;
  /** What a program still lacks to be ready, in words; empty once it is. */
  missing(plan: ProgramPlan): Promise<readonly string[]>;
  /** What the logs of the run say at this moment, wherever they are. */
  look(): Promise<Look>;
  /** Resolves, with the reason, if the place is lost while programs should run; never rejects. */
  readonly lost: Promise<string>;
  /**
   * Brings into the run directory what the programs wrote elsewhere, each file whole. Throws `LOGS_KEPT` if it stays where it is, so
   * that the cluster should be left rather than stopped.
   */
  fetchLogs(): Promise<void>;
  /** What had happened before this process came; absent where it started the cluster. */
  readonly past?: ClusterPast;
  /** Resolves once hosts have ended their programs because the time limit of the run had passed while nobody spoke to them. */
  readonly overdue?: Promise<void>;
  /** What could not be seen so far, or brought. */
  unseen?(): Partial<Unseen>;
  /** Gives the cluster up as it is, for who attaches later. Resolves to the time until which that is possible. */
  leave?(): Promise<string>;
  /** Undoes `startCluster`, also half of it; whatever still runs is killed. */
  stop(): Promise<void>;
}

export interface ClusterPast {
  /** In the order in which they happened. */
  readonly events: readonly RunEvent[];
  /** Names of the programs that were started. */
  readonly started: ReadonlySet<string>;
  /** For how long nobody had spoken to the hosts; undefined if nobody ever had. */
  readonly unwatchedMs: number | undefined;
}

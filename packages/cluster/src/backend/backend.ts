import type { ProgramPlan } from '../program.ts';
import type { ExitStatus } from '../scenario/verdict.ts';

/** A started process and everything that it started. */
export interface RunningProgram {
  readonly plan: ProgramPlan;
  readonly pid: number;
  /** Resolves once the process has ended and its exit code is in the file `exit_code` of its folder. */
  readonly exited: Promise<ExitStatus>;
  /** Undefined while it runs. */
  status(): ExitStatus | undefined;
  /** To the process and its descendants; nothing if they are gone. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

/** A place where clusters run. The same calls in the same order serve every backend. */
export interface Backend {
  readonly name: 'local';
  /** Makes the place ready for the processes of a run; no node is started. Resolves to the handle of the cluster. */
  startCluster(runDir: string, programs: readonly ProgramPlan[]): Promise<Cluster>;
}

export interface Cluster {
  /** Makes `genesis/` of the run, with this start of slot 0 (seconds since 1970), visible to every node. */
  deployGenesis(startSeconds: number): Promise<void>;
  startProgram(plan: ProgramPlan): Promise<RunningProgram>;
  /** What a program still lacks to be ready, in words; empty once it is. */
  missing(plan: ProgramPlan): Promise<string[]>;
  /** Undoes `startCluster`; every program must have ended. */
  stop(): Promise<void>;
}

/** What the runner asks the supervisor of a task, and what it says by itself: one JSON object a line, both ways. */
import type { ProgramPlan } from '../program.ts';
import type { ExitStatus } from '../scenario/verdict.ts';

export type Command =
  /** Fetches an archive of the run's files and unpacks it into the run's folder; `programs` are those of this host. */
  | {
      readonly do: 'deploy';
      readonly url: string;
      readonly sha256: string;
      readonly programs: readonly ProgramPlan[];
      readonly logSource: 'tracer' | 'stdout';
      readonly alone: AloneLimits;
    }
  /** `endInSeconds`: until the run's time limit, counted from now. */
  | { readonly do: 'date'; readonly startSeconds: number; readonly endInSeconds: number }
  | { readonly do: 'start'; readonly plan: ProgramPlan }
  | { readonly do: 'missing'; readonly plan: ProgramPlan }
  | { readonly do: 'signal'; readonly program: string; readonly signal: 'SIGTERM' | 'SIGKILL' }
  /** What its clock says, milliseconds since 1970. */
  | { readonly do: 'clock' }
  | { readonly do: 'look' }
  | { readonly do: 'status' }
  | { readonly do: 'files' }
  /** Makes a compressed copy of a file of the run, or says where the one is that was made. */
  | { readonly do: 'pack'; readonly path: string }
  /** Removes the copy. */
  | { readonly do: 'unpack'; readonly path: string };

/** How long a host goes on when nobody speaks to it; both are counted from when it is told. */
export interface AloneLimits {
  /** Until its programs are ended. */
  readonly endInSeconds: number;
  /** After that, until it gives up what they left. */
  readonly keepSeconds: number;
}

/** `id` is the caller's; the reply carries it. */
export type Request = Command & { readonly id: number };

export type Message =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: string }
  | { readonly event: 'exit'; readonly program: string; readonly status: ExitStatus };

/** Answer to `status`. Times are ages, because clocks of hosts differ. */
export interface HostState {
  /** Every program that was started. */
  readonly programs: readonly ProgramStatus[];
  readonly deployed: boolean;
  /** Since the word before this one; null if there was none. */
  readonly silentMs: number | null;
  /** Why and when the host ended its programs without being told. */
  readonly alone: { readonly why: AloneEnd; readonly agoMs: number } | null;
}

export type AloneEnd = 'time limit' | 'producers ended';

export interface ProgramStatus {
  readonly program: string;
  readonly pid: number;
  /** Null while it runs. */
  readonly status: ExitStatus | null;
  /** Since it ended. */
  readonly endedAgoMs: number | null;
}

/** Answer to `pack`: the copy, by its path in the task. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Answer to `files`: what the run left on this host, by path in the run's folder. */
export type RunFile =
  | {
      readonly path: string;
      readonly kind: 'file';
      readonly bytes: number;
      readonly sha256: string;
      readonly mode: number;
    }
  | { readonly path: string; readonly kind: 'link'; readonly target: string };

/** What `task.json` tells a supervisor. */
export interface TaskFile {
  readonly run: string;
  readonly host: string;
  readonly allocation: string;
  readonly datacenter: string;
  /** Where it listens. */
  readonly socket: string;
  readonly runDir: string;
  readonly tmp: string;
  /** Folder for the sockets of all hosts; one of its own below `tmp` by default. */
  readonly sockets?: string;
}

/** A line longer than this ends the connection that sent it. */
export const LINE_CHARACTERS_MAX = 8 * 1024 * 1024;

/** Cuts text that comes in pieces into lines. Throws when one is too long. */
export function createLineCutter(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    rest += text;
    const lines = rest.split('\n');
    rest = lines.pop()!;
    if (rest.length > LINE_CHARACTERS_MAX)
      throw new Error(`a line of more than ${LINE_CHARACTERS_MAX} characters`);
    for (const line of lines) if (line !== '') onLine(line);
  };
}

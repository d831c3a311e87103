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
    }
  | { readonly do: 'date'; readonly startSeconds: number }
  | { readonly do: 'start'; readonly plan: ProgramPlan }
  | { readonly do: 'missing'; readonly plan: ProgramPlan }
  | { readonly do: 'signal'; readonly program: string; readonly signal: 'SIGTERM' | 'SIGKILL' }
  /** What its clock says, milliseconds since 1970. */
  | { readonly do: 'clock' }
  | { readonly do: 'look' }
  | { readonly do: 'status' }
  | { readonly do: 'files' };

/** `id` is the caller's; the reply carries it. */
export type Request = Command & { readonly id: number };

export type Message =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: string }
  | { readonly event: 'exit'; readonly program: string; readonly status: ExitStatus };

/** Answer to `status`: every program that was started. */
export interface ProgramStatus {
  readonly program: string;
  readonly pid: number;
  /** Null while it runs. */
  readonly status: ExitStatus | null;
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

import { TraceConfigError } from './errors.ts';

/**
 * Exit codes of the programs, after BSD's sysexits.h. 0 to 3 are verdicts of `slotbench compare`, so every failure
 * is 64 or above.
 */
export const EXIT = {
  ok: 0,
  usage: 64,
  badData: 65,
  noInput: 66,
  unavailable: 69,
  internal: 70,
  cannotCreate: 73,
} as const;

/** A failure that a program expects: its message is for the user, its `exit` says which code the process ends with. */
export class ProgramError extends Error {
  readonly code = 'PROGRAM_FAILED';
  readonly exit: Exclude<keyof typeof EXIT, 'ok'>;

  constructor(exit: Exclude<keyof typeof EXIT, 'ok'>, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ProgramError';
    this.exit = exit;
  }
}

/** What the operating system says, and which of our codes that is. Anything else is a defect. */
const systemErrors: Readonly<Record<string, number>> = {
  ENOENT: EXIT.noInput,
  ENOTDIR: EXIT.noInput,
  EADDRINUSE: EXIT.unavailable,
  EADDRNOTAVAIL: EXIT.unavailable,
  ECONNREFUSED: EXIT.unavailable,
  ENOTFOUND: EXIT.unavailable,
  EMFILE: EXIT.unavailable,
  EACCES: EXIT.cannotCreate,
  EPERM: EXIT.cannotCreate,
  EEXIST: EXIT.cannotCreate,
  EISDIR: EXIT.cannotCreate,
  ENOSPC: EXIT.cannotCreate,
  EDQUOT: EXIT.cannotCreate,
  EROFS: EXIT.cannotCreate,
};

/** The exit code and the line that tell `error` to the user; a defect also gives its stack. */
export function explainFailure(error: unknown): { exitCode: number; text: string } {
  if (error instanceof ProgramError) return { exitCode: EXIT[error.exit], text: error.message };
  if (error instanceof TraceConfigError) return { exitCode: EXIT.badData, text: error.message };
  if (!(error instanceof Error)) return { exitCode: EXIT.internal, text: `internal error: ${String(error)}` };
  const code = systemErrors[(error as NodeJS.ErrnoException).code ?? ''];
  if (code !== undefined) return { exitCode: code, text: error.message };
  return { exitCode: EXIT.internal, text: `internal error: ${error.stack ?? error.message}` };
}

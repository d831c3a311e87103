import type { ExitName } from './exit.ts';

/** A command that cannot go on: what to print and which exit code to end with. */
export class CliError extends Error {
  readonly exit: ExitName;

  constructor(o: { exit: ExitName; message: string; cause?: unknown }) {
    super(o.message, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'CliError';
    this.exit = o.exit;
  }
}

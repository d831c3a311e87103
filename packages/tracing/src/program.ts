import { EXIT, explainFailure, ProgramError } from './exit.ts';
import { type ProgramHost, processHost } from './program-host.ts';

export interface Program {
  /** Stands before every line on stderr. */
  readonly name: string;
  /**
   * The whole life of the program: ends when its work is done, or soon after `signal` aborts. What it returns is the
   * exit code, 0 if nothing. What it throws is told in one line and decides the exit code (`ProgramError`).
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an async function with and without a result, both fit
  run(signal: AbortSignal): Promise<number | void>;
  /** An inherited descriptor (`--shutdown-ipc FD`): its end of file means that whoever started us is gone. */
  readonly shutdownIpcFd?: number | undefined;
  /** How long `run` may take to end once it was told to; default 10 s. */
  readonly graceMs?: number;
}

/**
 * Runs a program and ends the process: SIGINT and SIGTERM end it orderly with its own exit code (0), a second one at
 * once with 130 or 143; end of file on `shutdownIpcFd` ends it orderly; a defect (uncaught error) lets it end
 * orderly too and gives 70. Never resolves in production, because `host.exit` does not return.
 */
export async function runProgram(program: Program, host: ProgramHost = processHost()): Promise<void> {
  const stop = new AbortController();
  let defect: { exitCode: number; text: string } | undefined;
  let deadline: (() => void) | undefined;
  const tell = (text: string): void => host.printError(`${program.name}: ${text}`);

  const end = (reason: string): void => {
    if (stop.signal.aborted) return;
    const graceMs = program.graceMs ?? 10_000;
    deadline = host.after(graceMs, () => {
      tell(`did not end within ${graceMs / 1000} s of ${reason}`);
      host.exit(defect?.exitCode ?? EXIT.internal);
    });
    stop.abort(new Error(`told to end by ${reason}`));
  };

  host.onSignal((name, number) => {
    if (stop.signal.aborted) host.exit(128 + number);
    else end(name);
  });
  host.onUncaught((error) => {
    const told = explainFailure(error);
    tell(told.text);
    defect ??= told;
    end('an uncaught error');
  });

  let exitCode: number;
  try {
    if (program.shutdownIpcFd !== undefined) watchParent(program.shutdownIpcFd, host, end);
    exitCode = (await program.run(stop.signal)) ?? EXIT.ok;
  } catch (error) {
    const told = explainFailure(error);
    // Cut short because we were told to: that is the orderly end.
    const cut = stop.signal.aborted && isAbort(error, stop.signal);
    if (!cut) tell(told.text);
    exitCode = cut ? EXIT.ok : told.exitCode;
  }
  deadline?.();
  host.exit(defect?.exitCode ?? exitCode);
}

function watchParent(fd: number, host: ProgramHost, end: (reason: string) => void): void {
  try {
    host.onEndOfFile(fd, () => end('end of file on --shutdown-ipc'));
  } catch (error) {
    throw new ProgramError(
      'usage',
      `--shutdown-ipc ${fd}: expected an inherited open pipe, got ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

import { SHUTDOWN_IPC_FD } from '../program.ts';

/**
 * The command of a program that does not know `--shutdown-ipc`: it is asked to end (SIGTERM) when the pipe from slotbench
 * ends, however slotbench went. `exec` keeps the process, so that its exit code is the program's own.
 */
export function endWithPipe(argv: readonly [string, ...string[]]): [string, ...string[]] {
  const script = `(cat <&${SHUTDOWN_IPC_FD} >/dev/null; kill -TERM $$) 2>/dev/null & exec "$@"`;
  return ['/bin/sh', '-c', script, 'slotbench', ...argv];
}

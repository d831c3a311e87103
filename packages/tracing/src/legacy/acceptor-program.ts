/**
 * Accepts what nodes of the legacy system forward and writes it where its configuration says: `CONFIG [--shutdown-ipc FD]`.
 * The counterpart of a collector in runs whose nodes have `traceForwardTo`.
 */
import { parseArgs } from 'node:util';
import { readTraceConfig } from '../configuration/read.ts';
import { createTracing } from '../create-tracing.ts';
import { ProgramError } from '../exit.ts';
import { runProgram } from '../program.ts';

const USAGE = 'usage: slotbench-legacy-acceptor CONFIG [--shutdown-ipc FD]';

const read = readArguments();

await runProgram({
  name: 'slotbench-legacy-acceptor',
  shutdownIpcFd: read instanceof Error ? undefined : read.shutdownIpcFd,
  async run(signal) {
    if (read instanceof Error) throw read;
    const config = readTraceConfig(read.path);
    if (config.legacy === undefined || config.legacy.acceptors.length === 0)
      throw new ProgramError('badData', `${read.path}: expected UseTraceDispatcher: false and traceAcceptAt`);
    const tracing = createTracing(config);
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await tracing.close();
  },
});

/** The fault of a wrong command line is told by the program like any other. */
function readArguments(): { path: string; shutdownIpcFd: number | undefined } | Error {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { 'shutdown-ipc': { type: 'string' } },
    });
    const fd = values['shutdown-ipc'];
    const [path] = positionals;
    if (positionals.length !== 1 || path === undefined || (fd !== undefined && !/^\d+$/.test(fd)))
      return new ProgramError('usage', USAGE);
    return { path, shutdownIpcFd: fd === undefined ? undefined : Number(fd) };
  } catch (error) {
    return new ProgramError('usage', `${(error as Error).message}; ${USAGE}`);
  }
}

import { ProgramError, runProgram } from '@slotbench/tracing';
import { type Command, parseArguments, usage } from './arguments.ts';
import { NodeError } from './errors.ts';
import { identity } from './identity.ts';
import { runNode } from './node.ts';
import { nodeDeclarations } from './traces/declarations.ts';

/** Forwarder drain (2 s), serving the tip (2 s) and closing fit into it. */
const GRACE_MS = 8_000;

const read = readCommand();

await runProgram({
  name: 'slotbench-node',
  graceMs: GRACE_MS,
  shutdownIpcFd: 'kind' in read && read.kind === 'run' ? read.arguments.shutdownIpcFd : undefined,
  async run(signal) {
    try {
      if (read instanceof Error) throw read;
      if (read.kind === 'run') await runNode(read.arguments, signal);
      else process.stdout.write(answer(read.kind));
    } catch (error) {
      throw error instanceof NodeError
        ? new ProgramError(error.exit, error.message, { cause: error })
        : error;
    }
  },
});

function answer(kind: Exclude<Command['kind'], 'run'>): string {
  switch (kind) {
    case 'help':
      return usage;
    case 'version':
      return `slotbench-node ${identity().version}\n`;
    case 'trace-documentation':
      return `${JSON.stringify(nodeDeclarations())}\n`;
  }
}

/** The fault of a wrong command line is told by the program like any other. */
function readCommand(): Command | Error {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    return error as Error;
  }
}

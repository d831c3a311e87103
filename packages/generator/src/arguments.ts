import { parseArgs } from 'node:util';
import { GeneratorError } from './errors.ts';

export type Request =
  | { kind: 'run'; script: string; tracerSocket: string | undefined; shutdownIpcFd: number | undefined }
  | { kind: 'trace-documentation' }
  | { kind: 'help' }
  | { kind: 'version' };

export const USAGE = `Usage: slotbench-generator RUN_SCRIPT.json [--cardano-tracer SOCKET] [--shutdown-ipc FD]

Splits the genesis funds of a key, then submits value transactions at a fixed rate and follows them into blocks.
Writes transactions.jsonl and progress.json beside the run script.

      --cardano-tracer SOCKET   forward own traces to this acceptor (path, or HOST:PORT); otherwise stdout gets them
      --shutdown-ipc FD         end orderly when this inherited file descriptor reaches its end
      --trace-documentation     print everything that the generator can trace, as JSON, and end
  -v, --version                 print the version
  -h, --help                    print this text
`;

/** Reads the command line; throws GENERATOR_USAGE. */
export function parseCommandLine(argv: readonly string[]): Request {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (cause) {
    throw usage((cause as Error).message.split('. ')[0]!, cause);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (values['trace-documentation'] === true) return { kind: 'trace-documentation' };
  const [script, ...others] = positionals;
  if (script === undefined) throw usage('missing: RUN_SCRIPT.json');
  if (others.length > 0) throw usage(`expected one run script, got also ${others.join(' ')}`);
  const fd = values['shutdown-ipc'];
  if (fd !== undefined && !/^\d{1,5}$/.test(fd))
    throw usage(`--shutdown-ipc: expected a file descriptor, got ${fd}`);
  return {
    kind: 'run',
    script,
    tracerSocket: values['cardano-tracer'],
    shutdownIpcFd: fd === undefined ? undefined : Number(fd),
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      'cardano-tracer': { type: 'string' },
      'shutdown-ipc': { type: 'string' },
      'trace-documentation': { type: 'boolean' },
      version: { type: 'boolean', short: 'v' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function usage(problem: string, cause?: unknown): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_USAGE',
    place: 'slotbench-generator',
    problem,
    hint: 'slotbench-generator --help lists the options',
    cause,
  });
}

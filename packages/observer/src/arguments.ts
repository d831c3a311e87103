import { parseArgs } from 'node:util';
import { parseAddress, showAddress } from '@slotbench/wire';
import { ObserverError } from './errors.ts';
import type { FoundProcess } from './machine/find-processes.ts';
import type { ObservedNode } from './peer/follow-node.ts';

export type Request = { kind: 'help' } | { kind: 'version' } | ({ kind: 'observe' } & ObserveArguments);

export interface ObserveArguments {
  readonly nodes: readonly ObservedNode[];
  readonly runDir: string | undefined;
  readonly processes: readonly FoundProcess[];
  /** Undefined with `runDir`: its genesis says. */
  readonly magic: number | undefined;
  readonly blocks: boolean;
  readonly seconds: number | undefined;
  readonly sampleMs: number;
  readonly k: number | undefined;
  /** Undefined: standard output. */
  readonly out: string | undefined;
  readonly shutdownIpcFd: number | undefined;
}

/** Connections of one observer: the largest cluster of the profiles has 53 nodes. */
const MAX_NODES = 64;
/** Strangers' nodes: nobody needs many of them, and each is a seat that a real peer does not get. */
const MAX_PUBLIC_NODES = 4;
const PUBLIC_MAGIC: ReadonlyMap<number, string> = new Map([
  [764_824_073, 'mainnet'],
  [1, 'preprod'],
  [2, 'preview'],
]);
/** The kernel counts in 10 ms; beyond a minute a short peak is not seen. */
const SAMPLE_SECONDS = { least: 0.1, most: 60 };

export const USAGE = `Usage: slotbench observe HOST:PORT... --magic N [options]
       slotbench observe --run DIR [options]

Follows running nodes from outside, over node-to-node, from one process and one clock: when each offers a header, serves a block
and rolls back; and samples processes of this machine: CPU time, memory, faults, I/O, switches. Reads only: takes no
transactions, serves nothing, one connection a node. Writes JSON lines. Ctrl-C ends it.

      --run DIR            the nodes and processes of a run, such as run/current; fetches blocks too
      --magic N            network magic of the nodes named
      --pid [NAME=]PID     sample this process; give it again for each further one
      --blocks             also fetch every new block and time it (not on a public network)
      --no-blocks          with --run: follow headers only
      --duration SECONDS   end after so long (default: never)
      --sample SECONDS     between two samples of a process (default: 1)
      --k N                blocks that a node may roll back (default: 2160, with --run its genesis)
  -o, --out FILE           the log (default: standard output)
      --shutdown-ipc FD    end orderly when this inherited file descriptor reaches its end
  -v, --version            print the version
  -h, --help               print this text
`;

/** Reads the command line; throws OBSERVER_USAGE. */
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
  const nodes = positionals.map(nodeOf);
  const processes = (values.pid ?? []).map(processOf);
  const magic = optional(values.magic, (text) => integer(text, 'magic', { least: 0, most: 0xffff_ffff }));
  const { run: runDir } = values;
  if (nodes.length === 0 && runDir === undefined && processes.length === 0)
    throw usage('expected nodes HOST:PORT, a run (--run DIR) or a process (--pid PID)');
  if (nodes.length > 0 && (magic === undefined || runDir !== undefined))
    throw usage('nodes HOST:PORT need --magic N, and no --run besides');
  if (runDir !== undefined && magic !== undefined) throw usage('--magic: the genesis of the run says it');
  if (values.blocks === true && values['no-blocks'] === true)
    throw usage('expected one of --blocks and --no-blocks');
  const blocks = values.blocks === true || (runDir !== undefined && values['no-blocks'] !== true);
  checkCourtesy({ nodes: nodes.length, magic, blocks });
  return {
    kind: 'observe',
    nodes,
    runDir,
    processes,
    magic,
    blocks,
    seconds: optional(values.duration, (text) => number(text, 'duration', { least: 0.1, most: 1e8 })),
    sampleMs: 1000 * number(values.sample ?? '1', 'sample', SAMPLE_SECONDS),
    k: optional(values.k, (text) => integer(text, 'k', { least: 1, most: 100_000 })),
    out: values.out,
    shutdownIpcFd: optional(values['shutdown-ipc'], (text) =>
      integer(text, 'shutdown-ipc', { least: 0, most: 99_999 }),
    ),
  };
}

/** Throws OBSERVER_USAGE for more than one should ask of other people's nodes. */
function checkCourtesy(o: { nodes: number; magic: number | undefined; blocks: boolean }): void {
  if (o.nodes > MAX_NODES) throw usage(`expected at most ${MAX_NODES} nodes, got ${o.nodes}`);
  const network = o.magic === undefined ? undefined : PUBLIC_MAGIC.get(o.magic);
  if (network === undefined) return;
  if (o.nodes > MAX_PUBLIC_NODES)
    throw usage(
      `${o.magic} is the magic of ${network}: expected at most ${MAX_PUBLIC_NODES} nodes there, got ${o.nodes}`,
    );
  if (o.blocks)
    throw usage(`--blocks: ${o.magic} is the magic of ${network}, where only headers are followed`);
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...{ run: text, magic: text, duration: text, sample: text, k: text, 'shutdown-ipc': text },
      pid: { type: 'string', multiple: true },
      ...{ blocks: flag, 'no-blocks': flag },
      out: { type: 'string', short: 'o' },
      version: { type: 'boolean', short: 'v' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function nodeOf(text: string): ObservedNode {
  const address = parseAddress(text.replace(/^\[(.*)\]:/, '$1:') || '-');
  if (address.kind !== 'tcp' || address.port === 0) throw usage(`expected HOST:PORT, got ${text}`);
  return { name: showAddress(address), address };
}

function processOf(text: string): FoundProcess {
  const match = /^(?:([^=]{1,64})=)?(\d{1,9})$/.exec(text);
  if (match === null || Number(match[2]) === 0) throw usage(`--pid: expected PID or NAME=PID, got ${text}`);
  return { name: match[1] ?? match[2]!, pid: Number(match[2]) };
}

function optional<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

function integer(text: string, name: string, o: { least: number; most: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= o.least && value <= o.most) return value;
  throw usage(`--${name}: expected an integer from ${o.least} to ${o.most}, got ${text}`);
}

function number(text: string, name: string, o: { least: number; most: number }): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= o.least && value <= o.most) return value;
  throw usage(`--${name}: expected a number from ${o.least} to ${o.most}, got ${text}`);
}

function usage(problem: string, cause?: unknown): ObserverError {
  return new ObserverError({
    code: 'OBSERVER_USAGE',
    place: 'slotbench observe',
    problem,
    hint: 'slotbench observe --help lists the options',
    cause,
  });
}

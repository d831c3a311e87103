import { parseArgs } from 'node:util';
import { GeneratorError } from '../errors.ts';
import type { SocketTarget } from '../node-to-client-session.ts';
import type { TargetNode } from '../run-script.ts';
import { MAINNET_MAGIC } from './plan.ts';

export type Request = { kind: 'help' } | { kind: 'version' } | ({ kind: 'load' } & LoadArguments);

export interface LoadArguments {
  readonly targets: readonly (TargetNode | SocketTarget)[];
  readonly keyPath: string;
  /** Undefined: from the genesis. */
  readonly magic: number | undefined;
  readonly genesisPath: string | undefined;
  readonly tps: number;
  readonly poissonSeed: number | undefined;
  readonly count: number | undefined;
  readonly seconds: number | undefined;
  readonly coins: number;
  readonly fee: bigint | undefined;
  readonly metadataBytes: number;
  readonly share: { readonly index: number; readonly parts: number } | undefined;
  readonly depth: number;
  readonly out: string;
}

/** A coin waits for its block about so long on a network of one block in 20 s. */
const SECONDS_TO_BLOCK = 60;

export const USAGE = `Usage: slotbench load --target HOST:PORT|SOCKET --key FILE --tps N (--magic N | --genesis FILE) [options]

Puts value transactions on a network that is there already: finds what the key can spend, splits it into coins and
pays each coin back to itself at the asked rate, again and again. Over a node's socket the funds are found by a query of
the key's address without stake; else by following the chain of the first target from its origin.
Ctrl-C ends it; started again in the same --out, it goes on with what was in flight. Refuses mainnet.

  -t, --target HOST:PORT   a node, by node-to-node; give it again for each further node
               SOCKET      a node on this machine, by the path of its socket (with a slash in it)
  -k, --key FILE           payment or genesis UTxO signing key (text envelope)
      --tps N              transactions a second over all targets
      --magic N            network magic
      --genesis FILE       Shelley genesis: its magic, and funds that stand in it rather than in a transaction
      --poisson SEED       independent arrivals instead of even ones
      --count N            end after so many transactions (default: never)
      --seconds N          end after so long (default: never)
      --coins N            split the funds into so many coins: transactions that can wait for a block (default: 60 s of them)
      --fee LOVELACE       of each transaction (default: the least by mainnet's formula)
      --metadata BYTES     0 or at least 37 (default: 0)
      --share I/N          take part I of N of the key; one load for each part can run at a time
      --depth N            blocks on a transaction's block before it counts as confirmed at depth (default: 3)
  -o, --out DIR            transactions.jsonl, seconds.jsonl, progress.json, pending.json (default: slotbench-load)
  -v, --version            print the version
  -h, --help               print this text
`;

/** Reads the command line; throws GENERATOR_USAGE. */
export function parseLoadArguments(argv: readonly string[]): Request {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (cause) {
    throw usage((cause as Error).message.split('. ')[0]!, cause);
  }
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const { target = [], key } = values;
  if (target.length === 0) throw usage('--target is missing');
  if (key === undefined) throw usage('--key is missing');
  if (values.tps === undefined) throw usage('--tps is missing');
  if ((values.magic === undefined) === (values.genesis === undefined))
    throw usage('expected one of --magic and --genesis');
  const tps = number(values.tps, 'tps', { above: 0, most: 10_000 });
  const magic = optional(values.magic, (text) => integer(text, 'magic', { least: 0, most: 0xffff_ffff }));
  if (magic !== undefined) refuseMainnet(magic);
  const metadataBytes = integer(values.metadata ?? '0', 'metadata', { least: 0, most: 16_000 });
  if (metadataBytes > 0 && metadataBytes < 37)
    throw usage(`--metadata: expected 0 or at least 37, got ${metadataBytes}`);
  return {
    kind: 'load',
    targets: target.map(targetOf),
    keyPath: key,
    magic,
    genesisPath: values.genesis,
    tps,
    poissonSeed: optional(values.poisson, (text) =>
      integer(text, 'poisson', { least: 0, most: 0xffff_ffff }),
    ),
    count: optional(values.count, (text) => integer(text, 'count', { least: 1, most: 1e9 })),
    seconds: optional(values.seconds, (text) => number(text, 'seconds', { above: 0, most: 1e8 })),
    coins:
      optional(values.coins, (text) => integer(text, 'coins', { least: 1, most: 1e6 })) ??
      Math.ceil(tps * SECONDS_TO_BLOCK),
    fee: optional(values.fee, (text) => BigInt(integer(text, 'fee', { least: 1, most: 1e9 }))),
    metadataBytes,
    share: optional(values.share, shareOf),
    depth: integer(values.depth ?? '3', 'depth', { least: 1, most: 2160 }),
    out: values.out ?? 'slotbench-load',
  };
}

/** Throws GENERATOR_USAGE for the magic of mainnet. */
export function refuseMainnet(magic: number): void {
  if (magic !== MAINNET_MAGIC) return;
  throw usage(`${magic} is the magic of mainnet: no load is put there`);
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      target: { type: 'string', short: 't', multiple: true },
      key: { type: 'string', short: 'k' },
      ...{ tps: text, magic: text, genesis: text, poisson: text, count: text, seconds: text },
      ...{ coins: text, fee: text, metadata: text, share: text, depth: text },
      out: { type: 'string', short: 'o' },
      version: { type: 'boolean', short: 'v' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

function optional<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

/** Whatever has a slash is a path. */
function targetOf(text: string): TargetNode | SocketTarget {
  if (text.includes('/')) return { socketPath: text, name: text };
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:/[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535)
    throw usage(`--target: expected HOST:PORT or the path of a socket such as ./node.socket, got ${text}`);
  return { addr: match[1] ?? match[2]!, port, name: text };
}

function shareOf(text: string): { index: number; parts: number } {
  const match = /^(\d{1,3})\/(\d{1,3})$/.exec(text);
  const [index, parts] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || parts > 100 || index > parts)
    throw usage(`--share: expected I/N with I from 1 to N and N at most 100, got ${text}`);
  return { index, parts };
}

function integer(text: string, name: string, o: { least: number; most: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= o.least && value <= o.most) return value;
  throw usage(`--${name}: expected an integer from ${o.least} to ${o.most}, got ${text}`);
}

function number(text: string, name: string, o: { above: number; most: number }): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > o.above && value <= o.most) return value;
  throw usage(`--${name}: expected a number above ${o.above}, at most ${o.most}, got ${text}`);
}

function usage(problem: string, cause?: unknown): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_USAGE',
    place: 'slotbench load',
    problem,
    hint: 'slotbench load --help lists the options',
    cause,
  });
}

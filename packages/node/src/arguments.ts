import { parseArgs } from 'node:util';
import { NodeError } from './errors.ts';

/** The command line of `slotbench-node run`; paths as given, relative to the working directory. */
export interface NodeArguments {
  readonly configPath: string;
  readonly topologyPath: string;
  readonly databasePath: string;
  /** A file that says where the chain goes on from; without it the chain starts at the genesis. */
  readonly initialStatePath: string | undefined;
  readonly socketPath: string;
  readonly hostAddress: string;
  readonly port: number;
  readonly keys: KeyPaths | undefined;
  readonly tracer: TracerPlace | undefined;
  readonly shutdownOn: { kind: 'block' | 'slot'; number: number } | undefined;
  readonly shutdownIpcFd: number | undefined;
}

/** Where the collector of this node's traces listens (`connect`), or is waited for (`accept`). */
export interface TracerPlace {
  readonly kind: 'connect' | 'accept';
  readonly place: string;
}

export interface KeyPaths {
  readonly vrf: string;
  readonly kes: string;
  readonly operationalCertificate: string;
}

export type Command =
  | { kind: 'run'; arguments: NodeArguments }
  | { kind: 'trace-documentation' }
  | { kind: 'help' }
  | { kind: 'version' };

const OPTIONS = {
  config: { type: 'string' },
  topology: { type: 'string' },
  'database-path': { type: 'string' },
  'initial-state': { type: 'string' },
  'socket-path': { type: 'string' },
  'host-addr': { type: 'string' },
  port: { type: 'string' },
  'shelley-vrf-key': { type: 'string' },
  'shelley-kes-key': { type: 'string' },
  'shelley-operational-certificate': { type: 'string' },
  'tracer-socket-path-connect': { type: 'string' },
  'tracer-socket-path-accept': { type: 'string' },
  'shutdown-on-block-synced': { type: 'string' },
  'shutdown-on-slot-synced': { type: 'string' },
  'shutdown-ipc': { type: 'string' },
  'trace-documentation': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export const usage = `Usage: slotbench-node run --config FILE --topology FILE --database-path DIR --socket-path FILE --port PORT [options]

Runs the embedded benchmark node, with cardano-node's command line and files.

  --config FILE                            node configuration (JSON)
  --topology FILE                          whom to follow (localRoots or Producers)
  --database-path DIR                      folder of the block log; created if missing
  --socket-path FILE                       unix socket; appears once the node listens
  --port PORT                              TCP port for node-to-node; 0 takes a free one
  --host-addr ADDRESS                      address to listen on (default 127.0.0.1)
  --initial-state FILE                     go on from the block, stake and outputs of this file (JSON)
                                           instead of starting at the genesis
  --shelley-vrf-key FILE                   with the next two: forge blocks
  --shelley-kes-key FILE
  --shelley-operational-certificate FILE
  --tracer-socket-path-connect SOCKET      forward traces to this acceptor (path, or HOST:PORT)
  --tracer-socket-path-accept SOCKET       forward traces to every acceptor that connects here
  --shutdown-on-block-synced N             end, with exit code 0, once the tip has block number N
  --shutdown-on-slot-synced N              the same for a slot
  --shutdown-ipc FD                        end once this inherited file descriptor is at its end
  --trace-documentation                    print everything that the node can trace, as JSON, and end
  --version, --help
`;

/** Reads the command line; every fault is a NodeError with exit code 64 that names the option. */
export function parseArguments(argv: readonly string[]): Command {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    throw fault((error as Error).message.split('. ')[0] ?? String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version || positionals[0] === 'version') return { kind: 'version' };
  if (values['trace-documentation']) return { kind: 'trace-documentation' };
  if (positionals.length !== 1 || positionals[0] !== 'run')
    throw fault(
      positionals.length === 0
        ? 'a command is missing: run'
        : `unknown command '${positionals.join(' ')}', expected 'run'`,
    );
  const required = (name: 'config' | 'topology' | 'database-path' | 'socket-path' | 'port'): string =>
    values[name] ?? missing(name);
  return {
    kind: 'run',
    arguments: {
      configPath: required('config'),
      topologyPath: required('topology'),
      databasePath: required('database-path'),
      initialStatePath: values['initial-state'],
      socketPath: required('socket-path'),
      hostAddress: values['host-addr'] ?? '127.0.0.1',
      port: natural('port', required('port'), 65_535),
      keys: keyPaths(values),
      tracer: tracerPlace(values),
      shutdownOn: shutdownOn(values),
      shutdownIpcFd: optionalNatural('shutdown-ipc', values['shutdown-ipc']),
    },
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
}

function keyPaths(values: Values): KeyPaths | undefined {
  const names = ['shelley-vrf-key', 'shelley-kes-key', 'shelley-operational-certificate'] as const;
  const [vrf, kes, operationalCertificate] = names.map((name) => values[name]);
  if (vrf !== undefined && kes !== undefined && operationalCertificate !== undefined)
    return { vrf, kes, operationalCertificate };
  const given = names.filter((name) => values[name] !== undefined);
  if (given.length === 0) return undefined;
  const absent = names.filter((name) => values[name] === undefined);
  throw fault(`--${given.join(', --')} needs also --${absent.join(', --')}`);
}

function tracerPlace(values: Values): TracerPlace | undefined {
  const connect = values['tracer-socket-path-connect'];
  const accept = values['tracer-socket-path-accept'];
  if (connect !== undefined && accept !== undefined)
    throw fault('--tracer-socket-path-connect and --tracer-socket-path-accept exclude each other');
  if (accept !== undefined) return { kind: 'accept', place: accept };
  return connect === undefined ? undefined : { kind: 'connect', place: connect };
}

function shutdownOn(values: Values): NodeArguments['shutdownOn'] {
  const block = optionalNatural('shutdown-on-block-synced', values['shutdown-on-block-synced']);
  const slot = optionalNatural('shutdown-on-slot-synced', values['shutdown-on-slot-synced']);
  if (block !== undefined && slot !== undefined)
    throw fault('--shutdown-on-block-synced and --shutdown-on-slot-synced exclude each other');
  if (block !== undefined) return { kind: 'block', number: block };
  return slot === undefined ? undefined : { kind: 'slot', number: slot };
}

function optionalNatural(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : natural(name, text, Number.MAX_SAFE_INTEGER);
}

function natural(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw fault(`--${name}: expected a number 0..${max}, got '${text}'`);
  return value;
}

function missing(name: string): never {
  throw fault(`--${name} is required`);
}

function fault(problem: string): NodeError {
  return new NodeError({ code: 'NODE_USAGE', problem, hint: 'see slotbench-node --help' });
}

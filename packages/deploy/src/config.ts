import { parseYaml } from '@slotbench/tracing';
import { z } from 'zod';
import { DeployError } from './errors.ts';
import { socketPathFault } from './socket-path.ts';

/** A name that becomes the instance of a unit, a file and a comment of a key: nothing in it needs escaping anywhere. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const absolute = z
  .string()
  .regex(/^\/[^\s"'$%\\]*$/, 'expected an absolute path without blanks, quotes, $, % and backslashes');
const word = z.string().regex(/^[^\s"'$%\\]+$/, 'expected one word without quotes, $, % and backslashes');
const port = z.int().min(1).max(65_535);
const account = z.string().regex(/^[a-z_][a-z0-9_-]{0,30}$/, 'expected the name of a system user');
/** Where a collector listens, or a node that waits for one. */
const place = z.union([
  absolute,
  z.string().regex(/^[A-Za-z0-9.:-]+:\d{1,5}$/, 'expected an absolute path or HOST:PORT'),
]);
const socket = absolute.check(({ value, issues }) => {
  const fault = socketPathFault(value);
  if (fault !== undefined) issues.push({ code: 'custom', message: fault, input: value });
});

const nodeSchema = z.strictObject({
  /** What follows the program on its command line, without the tracer's option. */
  arguments: z.array(word).min(1),
  /** The node waits for the collector to connect; default: it connects. */
  accept: z.boolean().default(false),
});

const schema = z.strictObject({
  /** Of the nodes' genesis. */
  networkMagic: z.int().min(0).max(0xffff_ffff),
  /** Who runs node, tunnel and collector. */
  user: account.default('slotbench'),
  /** The folder of the programs. */
  programs: absolute.default('/usr/local/bin'),
  collector: z.strictObject({
    /** As the hosts of the nodes reach it. */
    address: z.string().regex(/^[A-Za-z0-9.:-]+$/, 'expected a host name or an address'),
    sshPort: port.default(22),
    /** The user that tunnels log in as; it can do nothing else. */
    sshUser: account.default('slotbench-tunnel'),
    logRoot: absolute.default('/var/lib/slotbench-collector'),
    prometheus: z
      .strictObject({ host: z.string().min(1).default('127.0.0.1'), port: port.default(12_808) })
      .prefault({}),
    keepHours: z.int().min(1).default(336),
    fileBytes: z.int().min(10_000).default(10_000_000),
    /** The port of a network that is trusted: nodes then need no tunnel. Default: a unix socket. */
    tcpPort: port.optional(),
    /** Where nodes wait for it; default: it waits for them. */
    connectTo: z.array(place).min(1).optional(),
  }),
  /** Of a host of nodes; the word `none` in its place: they reach the collector without one. */
  tunnel: z
    .strictObject({
      name: z.string().regex(NAME).default('main'),
      socket: socket.optional(),
    })
    .prefault({}),
  /** The program of the nodes of this host. */
  nodeProgram: absolute.optional(),
  nodes: z
    .record(z.string().regex(NAME, 'expected a name of letters, digits, _ . -'), nodeSchema)
    .default({}),
});

/** A deployment: one file for all its hosts. */
export interface DeployConfig extends Omit<z.infer<typeof schema>, 'tunnel'> {
  readonly nodeProgram: string;
  /** undefined: there is none. */
  readonly tunnel: TunnelConfig | undefined;
}

export interface TunnelConfig {
  readonly name: string;
  readonly socket: string;
}

/** Reads a deployment, YAML or JSON. Throws a DeployError that names every fault with its place. */
export function parseDeployConfig(text: string, file: string): DeployConfig {
  const { value, placeOf } = readText(text, file);
  const refuse = (faults: readonly string[]): DeployError =>
    new DeployError({ code: 'DEPLOY_CONFIG', message: `${file} cannot be used:`, faults });
  // Not a union in the schema: that would hide what is wrong inside of a tunnel.
  const hasNone = (value as { tunnel?: unknown } | null)?.tunnel === 'none';
  const result = schema.safeParse(hasNone ? { ...(value as object), tunnel: {} } : value);
  if (!result.success)
    throw refuse(
      result.error.issues.map(({ path, message }) => {
        const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
        return `${placeOf(steps)}: ${['$', ...steps].join('.')}: ${message}`;
      }),
    );
  const { data } = result;
  const tunnel = hasNone ? undefined : tunnelOf(data.tunnel);
  const fault = tunnel === undefined ? undefined : socketPathFault(tunnel.socket);
  if (fault !== undefined) throw refuse([`${placeOf(['tunnel', 'name'])}: $.tunnel.name: ${fault}`]);
  const nodeProgram = data.nodeProgram ?? `${data.programs}/slotbench-node`;
  return { ...data, nodeProgram, tunnel };
}

function tunnelOf({ name, socket: path }: { name: string; socket?: string | undefined }): TunnelConfig {
  return { name, socket: path ?? `/run/slotbench-tunnel-${name}/collector.socket` };
}

function readText(text: string, file: string): ReturnType<typeof parseYaml> {
  try {
    return parseYaml(file, text, (included) => {
      throw new Error(`a deployment is one file; it cannot include ${included}`);
    });
  } catch (cause) {
    const message = `${file} is neither YAML nor JSON: ${(cause as Error).message}`;
    throw new DeployError({ code: 'DEPLOY_CONFIG', message, cause });
  }
}

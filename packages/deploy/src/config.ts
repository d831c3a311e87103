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
const socket = absolute.check(({ value, issues }) => {
  const fault = socketPathFault(value);
  if (fault !== undefined) issues.push({ code: 'custom', message: fault, input: value });
});

const nodeSchema = z.strictObject({
  /** What follows the program on its command line, without the tracer's option. */
  arguments: z.array(word).min(1),
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
  }),
  /** Of a host of nodes. */
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
export interface DeployConfig extends z.infer<typeof schema> {
  readonly nodeProgram: string;
  readonly tunnel: { readonly name: string; readonly socket: string };
}

/** Reads a deployment, YAML or JSON. Throws a DeployError that names every fault with its place. */
export function parseDeployConfig(text: string, file: string): DeployConfig {
  const { value, placeOf } = readText(text, file);
  const refuse = (faults: readonly string[]): DeployError =>
    new DeployError({ code: 'DEPLOY_CONFIG', message: `${file} cannot be used:`, faults });
  const result = schema.safeParse(value);
  if (!result.success)
    throw refuse(
      result.error.issues.map(({ path, message }) => {
        const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
        return `${placeOf(steps)}: ${['$', ...steps].join('.')}: ${message}`;
      }),
    );
  const { data } = result;
  const { name } = data.tunnel;
  const socketPath = data.tunnel.socket ?? `/run/slotbench-tunnel-${name}/collector.socket`;
  const fault = socketPathFault(socketPath);
  if (fault !== undefined) throw refuse([`${placeOf(['tunnel', 'name'])}: $.tunnel.name: ${fault}`]);
  return {
    ...data,
    nodeProgram: data.nodeProgram ?? `${data.programs}/slotbench-node`,
    tunnel: { name, socket: socketPath },
  };
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

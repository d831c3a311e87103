import type { Change } from '@slotbench/deploy';
import type { Command, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';

const DRY = { type: 'flag', help: 'only say what would change' } as const;

export const deployAdd: Command = {
  name: 'add',
  summary: 'Let nodes in by the key of their tunnel (on the collector’s host)',
  description:
    'Adds one line to /etc/slotbench/authorized_keys, with which the key can do nothing but forward to the collector, and prints it. Nothing has to be restarted. `slotbench deploy remove NODE` is the way back.',
  arguments: [{ name: 'nodes', help: 'names of the nodes behind the tunnel', variadic: true }],
  options: {
    key: {
      type: 'text',
      value: 'KEY|FILE',
      help: 'the public key, or its .pub file (`slotbench deploy key` prints it)',
    },
    dry: DRY,
  },
  async run(values, io) {
    const { addNodes, parsePublicKey, thisHost } = await import('@slotbench/deploy');
    const given = values.key === undefined ? undefined : String(values.key);
    if (given === undefined)
      throw new CliError({
        exit: 'usage',
        message: 'deploy add: --key is missing; `slotbench deploy key` on the node’s host prints it',
      });
    const file = given.includes(' ') ? undefined : thisHost().read(given);
    const key = parsePublicKey(file ?? given);
    return await changeKeys(io, values.dry === true, (text) => addNodes(text, values.nodes as string[], key));
  },
};

export const deployRemove: Command = {
  name: 'remove',
  summary: 'Let nodes in no more (on the collector’s host)',
  description:
    'Takes the nodes out of /etc/slotbench/authorized_keys and prints the line. A tunnel that is open stays open until it ends. The node’s logs stay.',
  arguments: [{ name: 'nodes', help: 'names of the nodes', variadic: true }],
  options: { dry: DRY },
  async run(values, io) {
    const { removeNodes } = await import('@slotbench/deploy');
    return await changeKeys(io, values.dry === true, (text) => removeNodes(text, values.nodes as string[]));
  },
};

async function changeKeys(io: Io, dry: boolean, change: (text: string) => Change): Promise<ExitName> {
  const { places, thisHost } = await import('@slotbench/deploy');
  const host = thisHost();
  const { text, changes } = change(host.read(places.authorizedKeys) ?? '');
  if (changes.length === 0) {
    io.print(`${places.authorizedKeys} is that way already`);
    return 'ok';
  }
  io.print(`${dry ? 'would change' : 'changed'} ${places.authorizedKeys}:`);
  for (const line of changes) io.print(line);
  // sshd reads it as the tunnel's user: everybody may read it, only root may write it.
  if (!dry) host.write(places.authorizedKeys, text, 0o644);
  return 'ok';
}

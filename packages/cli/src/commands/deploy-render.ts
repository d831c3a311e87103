import type { FileChange } from '@slotbench/deploy';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION } from '../places.ts';
import { CONFIG_OPTION, ROLE_OPTION, readDeployment, roleOf } from './deploy-options.ts';

export const deployRender: Command = {
  name: 'render',
  summary: 'Write the service units and configurations of this host',
  description:
    'Prints what it writes. A file of yours that is in the way is kept beside it; --remove takes everything away again that was not changed by hand, and puts yours back.',
  options: {
    config: CONFIG_OPTION,
    role: ROLE_OPTION,
    out: { type: 'text', value: 'DIR', help: 'write below this folder; / is this host (required)' },
    dry: { type: 'flag', help: 'only say what would be written' },
    remove: { type: 'flag', help: 'take away what was written' },
    json: JSON_OPTION,
  },
  examples: [
    ['slotbench deploy render --role collector --out /tmp/look', 'to look at it'],
    ['slotbench deploy render --role nodes --out /', 'a host of nodes'],
  ],
  async run(values, io) {
    const { applyFiles, removeFiles, renderHost, rolesOf, thisHost } = await import('@slotbench/deploy');
    if (values.out === undefined)
      throw new CliError({ exit: 'usage', message: 'deploy render: --out is missing; --out / is this host' });
    const host = thisHost(String(values.out));
    const dry = values.dry === true;
    let changes: FileChange[];
    if (values.remove === true) changes = removeFiles(host, { dry });
    else {
      const config = await readDeployment(values);
      const role = roleOf(values);
      const roles = role === undefined ? rolesOf(host, config) : [role];
      if (roles.length === 0)
        throw new CliError({
          exit: 'usage',
          message: 'deploy render: --role collector or --role nodes says what this host is to be',
        });
      changes = applyFiles(
        host,
        roles.flatMap((one) => renderHost(config, one)),
        { dry },
      );
    }
    if (values.json) io.print(JSON.stringify({ changes }));
    else for (const line of describeChanges(changes)) io.print(line);
    return 'ok';
  },
};

function describeChanges(changes: readonly FileChange[]): string[] {
  const lines = changes.map(
    ({ path, kind, kept }) =>
      `${kind.padEnd(15)} ${path}${kept === undefined ? '' : `   (what was there is kept as ${kept})`}`,
  );
  if (changes.some(({ path, kind }) => kind !== 'same' && path.includes('/systemd/')))
    lines.push('', 'Then: systemctl daemon-reload');
  return changes.length === 0 ? ['nothing to do'] : lines;
}

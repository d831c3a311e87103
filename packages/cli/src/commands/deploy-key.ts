import type { Command } from '../command.ts';
import { CONFIG_OPTION, readDeployment } from './deploy-options.ts';

export const deployKey: Command = {
  name: 'key',
  summary: 'Make the key of this host’s tunnel and say how to let it in',
  description:
    'A key that is there stays; --replace makes another one and keeps the former. The secret half is never printed.',
  options: {
    config: CONFIG_OPTION,
    replace: { type: 'flag', help: 'make another key; the former is kept under *.former' },
  },
  async run(values, io) {
    const { makeTunnelKey, thisHost } = await import('@slotbench/deploy');
    const config = await readDeployment(values);
    const { path, publicKey, isNew, former } = makeTunnelKey(thisHost(), config, {
      replace: values.replace === true,
    });
    io.print(`${isNew ? 'made' : 'kept'} ${path}, for ${config.user} alone`);
    if (former !== undefined) io.print(`the former key is kept as ${former}`);
    const names = Object.keys(config.nodes).join(' ') || 'NODE';
    io.print('');
    io.print(`On ${config.collector.address}, as root:`);
    io.print(`  slotbench deploy add ${names} --key '${publicKey.type} ${publicKey.base64}'`);
    return 'ok';
  },
};

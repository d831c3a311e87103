import type { Command } from '../command.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what this machine has for Slotbench',
  description: 'Nothing in its list is needed for `slotbench run quick`; each entry says what it is for.',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { detectComponents } = await import('@slotbench/cluster');
    const components = await detectComponents(io.env);
    const platform = {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      resources:
        process.platform === 'linux' ? 'complete' : 'partial: no /proc, so CPU and I/O of nodes read 0',
    };
    if (values.json) {
      io.print(JSON.stringify({ ...platform, components }));
      return 'ok';
    }
    io.print(
      `Node ${platform.node} on ${platform.platform}; resource figures of nodes: ${platform.resources}`,
    );
    io.print('');
    io.print('Optional parts:');
    for (const line of table(
      components.map(({ name, path, version, purpose }) => [
        path === null ? '-' : '+',
        name,
        path === null ? 'absent' : (version ?? 'present'),
        purpose,
      ]),
    ))
      io.print(`  ${line}`);
    return 'ok';
  },
};

import type { Command } from '../command.ts';
import { table } from '../table-text.ts';

export const driverList: Command = {
  name: 'list',
  summary: 'List the node drivers, how far each was tried, and what is installed here',
  isDefault: true,
  options: { json: { type: 'flag', help: 'print one JSON object a driver' } },
  async run(values, io) {
    const { drivers } = await import('@slotbench/cluster');
    const rows = await Promise.all(
      Object.values(drivers).map(async ({ id, status, capabilities, detect }) => {
        const found = await detect().catch((error: Error) => ({ missing: error.message }));
        const installed = 'missing' in found ? null : { version: found.version, command: found.command };
        return { driver: id, status, capabilities: [...capabilities], installed };
      }),
    );
    if (values.json) for (const row of rows) io.print(JSON.stringify(row));
    else
      for (const line of table([
        ['driver', 'status', 'can', 'here'],
        ...rows.map(({ driver, status, capabilities, installed }) => [
          driver,
          status,
          capabilities.length === 0 ? 'follow' : capabilities.join(', '),
          installed === null ? 'no' : installed.version,
        ]),
      ]))
        io.print(line);
    return 'ok';
  },
};

import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';
import { nomadCredentials } from '../run-credentials.ts';
import { table } from '../table-text.ts';

export const nomadStop: Command = {
  name: 'stop',
  summary: 'Give back the hosts of a run that stay, or list such runs',
  description:
    'A run with --keep-running, or whose profile says keep_running, leaves its hosts with disks, chains and logs when it is over. This ends its job and removes what they hold.',
  arguments: [{ name: 'run', help: 'a tag, a part of one, a path or `current`', optional: true }],
  options: { runs: RUNS_OPTION, json: JSON_OPTION },
  examples: [
    ['slotbench nomad stop', 'runs whose hosts stay'],
    ['slotbench nomad stop current', 'gives those of the last run back'],
  ],
  async run(values, io) {
    const { findRun, keptRuns, processEdge, stopKeptRun } = await import('@slotbench/cluster');
    const credentials = await nomadCredentials({ plannedMs: 60_000, usesBucket: false }, io);
    const site = { env: credentials.env, edge: processEdge };
    try {
      if (values.run === undefined) {
        const kept = await keptRuns(site);
        if (values.json) io.print(JSON.stringify(kept));
        else if (kept.length === 0) io.print('no run has left its hosts');
        else
          for (const line of table([
            ['job', 'state', 'run'],
            ...kept.map(({ job, status, runDir }) => [job, status, runDir]),
          ]))
            io.print(line);
        return 'ok';
      }
      const job = await stopKeptRun(site, await findRun(runsDir(values, io), String(values.run)));
      if (values.json) io.print(JSON.stringify({ stopped: job }));
      else io.print(`job ${job} has ended, its hosts are given back`);
      return 'ok';
    } finally {
      await credentials.release();
    }
  },
};

import { readFile } from 'node:fs/promises';
import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';
import { table } from '../table-text.ts';

export const runsList: Command = {
  name: 'list',
  summary: 'List the runs, oldest first',
  options: { runs: RUNS_OPTION, json: JSON_OPTION },
  async run(values, io) {
    const { listRuns } = await import('@slotbench/cluster');
    const folder = runsDir(values, io);
    const runs = await listRuns(folder);
    if (values.json) io.print(JSON.stringify(runs));
    else if (runs.length === 0) io.print(`no runs in ${folder}; \`slotbench run quick\` makes one`);
    else
      for (const line of table(
        runs.map((run) => [
          run.current ? '*' : ' ',
          run.tag,
          run.kind === 'variance' ? `variance of ${run.runs} runs` : run.status,
          run.reason?.split('\n')[0]?.slice(0, 60) ?? '',
        ]),
      ))
        io.print(line);
    return 'ok';
  },
};

export const runsShow: Command = {
  name: 'show',
  summary: 'Show one run: what it was and its summary',
  arguments: [{ name: 'run', help: 'a tag, a part of one, a path or `current`' }],
  options: { runs: RUNS_OPTION, json: { type: 'flag', help: 'print meta.json' } },
  async run(values, io) {
    const [{ findRun, readMeta }, { reportPaths }] = await Promise.all([
      import('@slotbench/cluster'),
      import('@slotbench/lab'),
    ]);
    const runDir = await findRun(runsDir(values, io), String(values.run));
    const meta = await readMeta(runDir);
    if (values.json) {
      io.print(JSON.stringify({ run: runDir, meta }));
      return 'ok';
    }
    const { summaryPath, reportPath } = reportPaths(runDir);
    const summary = await readFile(summaryPath, 'utf8').catch(() => undefined);
    io.print(
      summary?.trimEnd() ??
        `${meta.tag}: ${meta.status}${meta.reason === undefined ? '' : `: ${meta.reason}`}`,
    );
    io.print(`\nrun      ${runDir}`);
    io.print(summary === undefined ? 'not analysed; `slotbench analyse` does it' : `report   ${reportPath}`);
    return 'ok';
  },
};

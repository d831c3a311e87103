import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';

export const analyse: Command = {
  name: 'analyse',
  summary: 'Analyse the logs of a run anew',
  description:
    'Reads every log of the run once and writes analysis/results.json, report.html and summary.txt.',
  arguments: [{ name: 'run', help: 'a tag, a part of one, a path or `current`' }],
  options: { runs: RUNS_OPTION, json: { ...JSON_OPTION, help: 'print the results instead of the summary' } },
  async run(values, io) {
    const [{ findRun }, { analyseAndReport }, { renderText }] = await Promise.all([
      import('@slotbench/cluster'),
      import('@slotbench/lab'),
      import('@slotbench/report'),
    ]);
    const runDir = await findRun(runsDir(values, io), String(values.run));
    const { results, reportPath } = await analyseAndReport(runDir, {
      now: () => new Date(),
      signal: io.signal,
    });
    if (values.json) io.print(JSON.stringify(results));
    else {
      io.print(renderText(results, { width: io.columns }).trimEnd());
      io.print(`\nreport   ${reportPath}`);
    }
    return 'ok';
  },
};

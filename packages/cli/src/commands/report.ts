import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';

export const report: Command = {
  name: 'report',
  summary: 'Write the report of a run or a variance',
  arguments: [{ name: 'run', help: 'a tag, a part of one, a path or `current`' }],
  options: { runs: RUNS_OPTION, json: { ...JSON_OPTION, help: 'print the paths as JSON' } },
  async run(values, io) {
    const [{ findRun }, { readResults, reportPaths, writeReport, writeVarianceReport }] = await Promise.all([
      import('@slotbench/cluster'),
      import('@slotbench/lab'),
    ]);
    const runDir = await findRun(runsDir(values, io), String(values.run));
    const { resultsPath } = reportPaths(runDir);
    const results = await readResults(runDir);
    const { reportPath, summaryPath } =
      'kind' in results ? await writeVarianceReport(runDir, results) : await writeReport(runDir, results);
    io.print(
      values.json
        ? JSON.stringify({ run: runDir, results: resultsPath, report: reportPath, summary: summaryPath })
        : reportPath,
    );
    return 'ok';
  },
};

import { readFile } from 'node:fs/promises';
import type { Results } from '@slotbench/analysis';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';

export const report: Command = {
  name: 'report',
  summary: 'Write the report of an analysed run and say where it is',
  arguments: [{ name: 'run', help: 'a tag, a part of one, a path or `current`' }],
  options: { runs: RUNS_OPTION, json: { ...JSON_OPTION, help: 'print the paths as JSON' } },
  async run(values, io) {
    const [{ findRun }, { reportPaths, writeReport }] = await Promise.all([
      import('@slotbench/cluster'),
      import('@slotbench/lab'),
    ]);
    const runDir = await findRun(runsDir(values, io), String(values.run));
    const { resultsPath } = reportPaths(runDir);
    const { reportPath, summaryPath } = await writeReport(runDir, await readResults(resultsPath));
    io.print(
      values.json
        ? JSON.stringify({ run: runDir, results: resultsPath, report: reportPath, summary: summaryPath })
        : reportPath,
    );
    return 'ok';
  },
};

async function readResults(path: string): Promise<Results> {
  const { RESULTS_SCHEMA } = await import('@slotbench/analysis');
  let results: Results;
  try {
    results = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CliError({
      exit: 'noInput',
      message: `${path}: cannot be read; run \`slotbench analyse\` first`,
      cause,
    });
  }
  if (results.schema !== RESULTS_SCHEMA)
    throw new CliError({
      exit: 'badData',
      message: `${path}: schema: expected ${RESULTS_SCHEMA}, got ${String(results.schema)}; run \`slotbench analyse\` again`,
    });
  return results;
}

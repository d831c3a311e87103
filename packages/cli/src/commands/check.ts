import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION } from '../places.ts';
import { PROPERTY_OPTIONS, readPropertyFiles } from '../property-files.ts';
import { runPlace } from '../run-place.ts';

export const check: Command = {
  name: 'check',
  summary: 'Check properties of the traces of a run',
  description:
    'Reads every log once and checks formulas against it, such as: each leadership check is decided within a second. Ends with 1 if one is violated, and names the lines. docs/properties.md describes the formulas.',
  arguments: [{ name: 'run', help: 'a tag, a part of one, `current`, a folder of logs or a log' }],
  options: {
    ...PROPERTY_OPTIONS,
    runs: RUNS_OPTION,
    json: { ...JSON_OPTION, help: 'print the verdicts as JSON' },
  },
  examples: [
    ['slotbench check current', 'the built-in properties'],
    ['slotbench check current --properties own.yaml', 'formulas of your own'],
  ],
  async run(values, io) {
    const [{ checkRun }, { renderProperties }] = await Promise.all([
      import('@slotbench/analysis'),
      import('@slotbench/report'),
    ]);
    const files = await readPropertyFiles(values, io.cwd);
    const path = await runPlace(String(values.run), values, io);
    const verdicts = await checkRun(path, { ...files, signal: io.signal });
    if (values.json) io.print(JSON.stringify(verdicts));
    else io.print(renderProperties(verdicts, { width: io.columns }).trimEnd());
    if (verdicts.some(({ verdict }) => verdict === 'violated')) return 'violated';
    return verdicts.some(({ verdict }) => verdict === 'undecided') ? 'undecided' : 'ok';
  },
};

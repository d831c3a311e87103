import type { Command } from '../command.ts';
import { RUNS_OPTION, runsDir } from '../places.ts';

export const variance: Command = {
  name: 'variance',
  summary: 'Take runs of one configuration together',
  description:
    'Makes a directory beside the runs that can stand wherever a run can: in `runs list`, `runs show`, `report`, `compare` and in another variance. It says how much the runs vary, what N runs could see, and which run stands apart. `run -n N` makes one by itself.',
  arguments: [
    {
      name: 'members',
      help: 'runs and variances (tag, a part of one, path), `a,b,c`, or batch:NAME for all complete runs of a batch',
      variadic: true,
    },
  ],
  options: {
    name: { type: 'text', value: 'NAME', help: 'a label that becomes part of the tag' },
    description: { type: 'text', value: 'TEXT', help: 'a sentence that is kept with it' },
    force: { type: 'flag', help: 'take runs together that differ; the differences are recorded' },
    runs: {
      ...RUNS_OPTION,
      help: 'folder of the runs, also of the variance (default: $SLOTBENCH_RUNS, else ./run)',
    },
    json: { type: 'flag', help: 'print the variance as JSON' },
  },
  examples: [
    ['slotbench variance batch:before', 'all runs labelled `before`'],
    ['slotbench variance RUN RUN RUN --name baseline', 'by their tags'],
  ],
  async run(values, io) {
    const [{ makeVariance }, { renderVarianceText }] = await Promise.all([
      import('@slotbench/lab'),
      import('@slotbench/report'),
    ]);
    const made = await makeVariance({
      runsDir: runsDir(values, io),
      members: values.members as readonly string[],
      ...(values.name === undefined ? {} : { name: String(values.name) }),
      ...(values.description === undefined ? {} : { description: String(values.description) }),
      force: values.force === true,
      now: () => new Date(),
    });
    for (const note of made.notes) io.note(note);
    if (values.json) io.print(JSON.stringify(made.variance));
    else {
      io.print(renderVarianceText(made.variance, { width: io.columns }).trimEnd());
      io.print(`\nvariance ${made.runDir}`);
      io.print(`report   ${made.reportPath}`);
    }
    return 'ok';
  },
};

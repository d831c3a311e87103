import type { Command } from '../command.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';
import { progressLine } from '../progress.ts';
import { statusLine } from '../status-line.ts';

const RUNNER = { cores: null, observe: true, now: Date.now } as const;

export const studyTracing: Command = {
  name: 'tracing',
  summary: 'Say what each way of tracing costs a node',
  description:
    'Runs a profile with tracing off, to stdout, forwarded, and with the legacy system, one run of each in every block and an outside observer in all (docs/tracing-cost.md). Called again after an interruption it goes on with the run that was not finished.',
  options: {
    profile: { type: 'text', value: 'NAME', help: 'what is run (default: quick)' },
    blocks: { type: 'count', short: 'n', value: 'N', help: 'runs of each set-up (default: 5)' },
    setups: {
      type: 'text',
      value: 'LIST',
      help: 'some of off, stdout, forward, forward-far, legacy, legacy-forward, separated by commas (default: all)',
    },
    axis: {
      type: 'text',
      value: 'NAME=LIST',
      help: 'every set-up at each of these: tps=20,40,80 for the rate of messages, severity=Info,Debug, detail=DMinimal,DDetailed, queue=64,512, overflow=drop-all,drop-oldest',
    },
    name: {
      type: 'text',
      value: 'NAME',
      help: 'of the study: its folder is experiment-NAME beside the runs (default: tracing-PROFILE)',
    },
    noProfiles: {
      type: 'flag',
      help: 'leave out the run of each set-up, after the last block, that says where CPU and memory go',
    },
    runs: RUNS_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    [
      'slotbench study tracing --profile quick -n 5',
      '30 runs, six more with profilers, and the table of verdicts',
    ],
  ],
  async run(values, io) {
    const lab = await import('@slotbench/lab');
    const { describeMachine } = await import('@slotbench/cluster');
    const profile = String(values.profile ?? 'quick');
    const axis = values.axis === undefined ? undefined : lab.readAxis(String(values.axis));
    const design = lab.tracingDesign({
      name: String(values.name ?? `tracing-${profile}${axis === undefined ? '' : `-${axis.name}`}`),
      axis,
      profile,
      blocks: Number(values.blocks ?? 5),
      setups: values.setups === undefined ? lab.SETUPS : String(values.setups).split(','),
    });
    lab.profilesOf(design);
    const line = statusLine(io.stderr, Date.now);
    const finished = await lab
      .runExperiment({
        design,
        runsDir: runsDir(values, io),
        machine: describeMachine(),
        runSide: lab.benchmarkRunner({ ...RUNNER, arrange: lab.setupPrograms }),
        measure: () => lab.measureMachine({ seconds: 10, signal: io.signal, now: () => new Date() }),
        signal: io.signal,
        now: () => new Date(),
        onEvent: (event) => {
          if (event.kind === 'progress') {
            const { run, total, progress } = event;
            line.show(progressLine(progress, { columns: io.columns, run: run.index + 1, runs: total }));
            return;
          }
          line.clear();
          if (event.kind === 'resumed') io.note(`going on: ${event.done} of ${event.total} runs are there`);
          if (event.kind === 'run')
            io.note(`run ${event.run.index + 1} of ${event.total}: ${event.run.side}`);
          if (event.kind === 'ended' && event.attempt.status === 'incomplete')
            io.note(`! ${event.attempt.tag ?? 'the run'} did not complete: ${event.attempt.reason ?? ''}`);
        },
      })
      .finally(() => line.clear());
    if (finished === undefined) {
      io.note('interrupted; the same command goes on from here');
      return 'interrupted';
    }
    const profiled =
      values.profiles === false
        ? []
        : await lab
            .profileSetups({
              design,
              dir: finished.dir,
              runsDir: runsDir(values, io),
              runSide: lab.benchmarkRunner({
                ...RUNNER,
                arrange: lab.setupPrograms,
                nodeArguments: lab.PROFILING_ARGUMENTS,
              }),
              signal: io.signal,
              onRun: (side) => {
                line.clear();
                io.note(`run with profilers: ${side}`);
              },
              onProgress: (progress) =>
                line.show(progressLine(progress, { columns: io.columns, run: 1, runs: 1 })),
            })
            .finally(() => line.clear());
    if (profiled === undefined) {
      io.note('interrupted; the same command goes on from here');
      return 'interrupted';
    }
    const { study, jsonPath, reportPath } = await lab.writeTracingStudy(design, finished, profiled);
    if (values.json) io.print(JSON.stringify(study));
    else {
      const { renderStudyText } = await import('@slotbench/report');
      io.print(renderStudyText(study, { width: io.columns }));
      io.print(`study    ${jsonPath}`);
      io.print(`report   ${reportPath}`);
    }
    return study.comparisons.some(({ refusedFor }) => refusedFor.length > 0) ? 'undecided' : 'ok';
  },
};

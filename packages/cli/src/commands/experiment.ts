import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { ExperimentDesign, ExperimentEvent, FinishedExperiment } from '@slotbench/lab';
import type { Command, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { RUNS_OPTION, runsDir } from '../places.ts';
import { progressLine } from '../progress.ts';
import { statusLine } from '../status-line.ts';

/** Seconds for which the machine is watched before the first run. */
const MEASURE_SECONDS = 10;

export const experimentRun: Command = {
  name: 'run',
  isDefault: true,
  summary: 'Run base and target alternately and say what changed',
  description:
    'Reads a YAML or JSON file (docs/experiments.md), measures the machine, makes the runs in the order that the file fixes, and compares the sides. Called again after an interruption it goes on with the run that was not finished.',
  arguments: [
    { name: 'file', help: 'the experiment: name, profile, base, target, runs, order, seed, looks' },
  ],
  options: {
    pin: {
      type: 'flag',
      help: 'subject, generator and collector get cores of their own (as `pin: true` in the file)',
    },
    noMeasure: { type: 'flag', help: 'do not measure the machine first' },
    runs: RUNS_OPTION,
    json: { type: 'flag', help: 'print the comparisons as JSON' },
  },
  examples: [['slotbench experiment faster-forge.yaml', 'begin it, or go on with it']],
  async run(values, io) {
    const lab = await import('@slotbench/lab');
    const { describeMachine } = await import('@slotbench/cluster');
    const read = await readExperiment(String(values.file), io);
    const design: ExperimentDesign = values.pin ? { ...read, pin: true } : read;
    lab.profilesOf(design);
    const cores = design.pin ? lab.planCores(await lab.allowedCores()) : null;
    const line = statusLine(io.stderr, Date.now);
    const total = { runs: 0 };
    const finished = await lab
      .runExperiment({
        design,
        runsDir: runsDir(values, io),
        machine: describeMachine(),
        runSide: lab.benchmarkRunner({ cores, now: Date.now }),
        measure: values.noMeasure
          ? null
          : () => lab.measureMachine({ seconds: MEASURE_SECONDS, signal: io.signal, now: () => new Date() }),
        signal: io.signal,
        now: () => new Date(),
        onEvent: (event) => {
          if (event.kind === 'progress') {
            total.runs = event.total;
            line.show(
              progressLine(event.progress, {
                columns: io.columns,
                run: event.run.index + 1,
                runs: event.total,
              }),
            );
            return;
          }
          line.clear();
          for (const text of describeEvent(event, lab.describeMachineReport)) io.note(text);
        },
      })
      .finally(() => line.clear());
    if (finished === undefined) {
      io.note('interrupted; the same command goes on from here');
      return 'interrupted';
    }
    await print(finished, { json: values.json === true, io });
    return exitOf(finished);
  },
};

async function print(finished: FinishedExperiment, { json, io }: { json: boolean; io: Io }): Promise<void> {
  if (json) {
    io.print(
      JSON.stringify({
        comparisons: finished.comparisons,
        notes: finished.notes,
        report: finished.reportPath,
      }),
    );
    return;
  }
  const { renderComparisonText } = await import('@slotbench/report');
  for (const comparison of finished.comparisons)
    io.print(renderComparisonText(comparison, { width: io.columns }));
  for (const note of finished.notes) io.print(`! ${note}`);
  io.print(`report   ${finished.reportPath}`);
}

/** 1: a headline metric is shown worse; 2: none is, but not all are decided. */
function exitOf({ comparisons }: FinishedExperiment): ExitName {
  const verdicts = comparisons.flatMap(({ targets }) =>
    targets.flatMap(({ metrics }) => metrics.filter((m) => m.headline).map(({ verdict }) => verdict)),
  );
  if (verdicts.includes('worse')) return 'violated';
  return verdicts.includes('undecided') ? 'undecided' : 'ok';
}

function describeEvent(
  event: Exclude<ExperimentEvent, { kind: 'progress' }>,
  describeReport: (report: Extract<ExperimentEvent, { kind: 'measured' }>['report']) => string[],
): string[] {
  switch (event.kind) {
    case 'resumed':
      return [`going on: ${event.done} of ${event.total} runs are there`];
    case 'measuring':
      return [`measuring the machine for ${MEASURE_SECONDS} s`];
    case 'measured':
      return describeReport(event.report);
    case 'run':
      return [
        `run ${event.run.index + 1} of ${event.total}: ${event.run.side}${event.attempt === 1 ? '' : `, try ${event.attempt}`}`,
      ];
    case 'ended':
      return event.attempt.status === 'complete'
        ? []
        : [`! ${event.attempt.tag ?? 'the run'} did not complete: ${event.attempt.reason ?? ''}`];
    case 'look':
      return [
        `look after ${event.blocks} blocks (error ${event.alpha.toPrecision(2)}): ${event.stopped ? 'stops' : 'goes on'}, ${event.why}`,
      ];
  }
}

/** YAML, of which JSON is a part; errors name the line. */
async function readExperiment(named: string, io: Pick<Io, 'cwd'>): Promise<ExperimentDesign> {
  const [{ parseYaml }, { readDesign }] = await Promise.all([
    import('@slotbench/tracing'),
    import('@slotbench/lab'),
  ]);
  const file = resolve(io.cwd, named);
  const folder = dirname(file);
  const parse = (path: string, text: string) => {
    try {
      return parseYaml(path, text, (other) => readFileSync(other, 'utf8'));
    } catch (cause) {
      throw new CliError({ exit: 'badData', message: (cause as Error).message, cause });
    }
  };
  const missing = (path: string, cause: unknown) =>
    new CliError({ exit: 'noInput', message: `${path}: cannot be read; name a YAML or JSON file`, cause });
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw missing(named, cause);
  });
  const { value, placeOf } = parse(named, text);
  return readDesign(value, {
    placeOf: (path) => `${placeOf(path)} ${path.join('.')}`.trim(),
    readOverlay: (other) => {
      const path = resolve(folder, other);
      let content: string;
      try {
        content = readFileSync(path, 'utf8');
      } catch (cause) {
        throw missing(path, cause);
      }
      return parse(path, content).value;
    },
    resolveProgram: (program) => (isAbsolute(program) ? program : resolve(folder, program)),
  });
}

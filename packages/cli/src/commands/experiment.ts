import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { ExperimentDesign, ExperimentEvent, FinishedExperiment } from '@slotbench/lab';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { JSON_OPTION, RUNS_OPTION, runsDir } from '../places.ts';
import { progressLine } from '../progress.ts';
import { statusLine } from '../status-line.ts';
import { historyPath } from './history.ts';

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
    observe: {
      type: 'flag',
      help: 'an outside observer is in every run (as `observe: true` in the file)',
    },
    history: {
      type: 'text',
      value: 'FILE',
      help: 'the store that says how much runs vary (default: history.sqlite in the folder of the runs)',
    },
    unmeasured: { type: 'flag', help: 'begin at once, without measuring the machine' },
    runs: RUNS_OPTION,
    json: { type: 'flag', help: 'print the comparisons as JSON' },
  },
  examples: [['slotbench experiment faster-forge.yaml', 'begin it, or go on with it']],
  async run(values, io) {
    const lab = await import('@slotbench/lab');
    const { describeMachine } = await import('@slotbench/cluster');
    const read = await readExperiment(String(values.file), io);
    const design: ExperimentDesign = {
      ...read,
      ...(values.pin ? { pin: true } : {}),
      ...(values.observe ? { observe: true } : {}),
    };
    lab.profilesOf(design);
    const cores = design.pin ? lab.planCores(await lab.allowedCores()) : null;
    const machine = describeMachine();
    await tellForecast(values, io, { design, machine });
    const line = statusLine(io.stderr, Date.now);
    const finished = await lab
      .runExperiment({
        design,
        runsDir: runsDir(values, io),
        machine,
        runSide: lab.benchmarkRunner({ cores, observe: design.observe === true, now: Date.now }),
        measure: values.unmeasured
          ? null
          : () => lab.measureMachine({ seconds: MEASURE_SECONDS, signal: io.signal, now: () => new Date() }),
        signal: io.signal,
        now: () => new Date(),
        onEvent: (event) => {
          if (event.kind === 'progress') {
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

export const experimentPlan: Command = {
  name: 'plan',
  summary: 'Say what a decision would cost, before its first run is made',
  description:
    'For each headline metric: runs, time, money, the smallest harm that would be seen, and how often nothing would be decided although nothing changed. How much runs vary is taken from the base and from the history of the same profile and hardware.',
  arguments: [{ name: 'base', help: 'run, variance, `a,b,c` or batch:NAME of the configuration' }],
  options: {
    margin: {
      type: 'text',
      value: 'SHARE',
      help: 'what is to be decided: 2% (default: the declared margins)',
    },
    hours: { type: 'text', value: 'H', help: 'what these hours can decide' },
    price: { type: 'text', value: 'MONEY/h', help: 'of an hour of one host: 0.48/h' },
    headline: { type: 'text', value: 'LIST', help: 'ids of the metrics that decide, separated by commas' },
    history: {
      type: 'text',
      value: 'FILE',
      help: 'the store to borrow from (default: history.sqlite in the folder of the runs)',
    },
    runs: RUNS_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['slotbench experiment plan batch:before --margin 2%', 'how many runs it takes'],
    ['slotbench experiment plan batch:before --hours 48', 'what a weekend sees'],
  ],
  async run(values, io) {
    const question = questionOf(values);
    const price = values.price === undefined ? null : priceOf(String(values.price));
    const { planFrom, describePlan, openHistory } = await import('@slotbench/lab');
    const path = historyPath(values, io, 'history');
    if (values.history !== undefined && !existsSync(path))
      throw new CliError({ exit: 'noInput', message: `${path}: there is no history` });
    const store = existsSync(path) ? openHistory(path) : undefined;
    try {
      const plan = await planFrom({
        runsDir: runsDir(values, io),
        base: String(values.base),
        history: store?.runs().map(({ record }) => record) ?? [],
        question,
        price,
        headline: values.headline === undefined ? null : String(values.headline).split(','),
      });
      if (values.json) io.print(JSON.stringify(plan));
      else for (const line of describePlan(plan)) io.print(line);
    } finally {
      store?.close();
    }
    return 'ok';
  },
};

function questionOf(values: Values): { margin?: number; hours?: number } {
  const usage = (message: string) => new CliError({ exit: 'usage', message });
  if (values.margin !== undefined && values.hours !== undefined)
    throw usage('--margin and --hours ask different questions; give one of them');
  if (values.margin !== undefined) {
    const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(String(values.margin));
    const margin = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
    if (!(margin > 0 && margin < 1)) throw usage(`--margin ${values.margin}: expected a share such as 2%`);
    return { margin };
  }
  if (values.hours === undefined) return {};
  const hours = Number(values.hours);
  if (!(hours > 0 && hours < 1e5))
    throw usage(`--hours ${values.hours}: expected a number of hours such as 48`);
  return { hours };
}

function priceOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/h)?$/.exec(text);
  if (match === null)
    throw new CliError({ exit: 'usage', message: `--price ${text}: expected money an hour such as 0.48/h` });
  return Number(match[1]);
}

/** From the history, where there is one; nothing for an experiment that has begun. */
async function tellForecast(
  values: Values,
  io: Io,
  { design, machine }: { design: ExperimentDesign; machine: string },
): Promise<void> {
  const { forecast, openHistory, hasBegun } = await import('@slotbench/lab');
  const path = historyPath(values, io, 'history');
  if ((await hasBegun(runsDir(values, io), design.name)) || !existsSync(path)) return;
  const store = openHistory(path);
  try {
    const history = store.runs().map(({ record }) => record);
    for (const text of forecast({ design, machine, history, definitions: store.definitions() }))
      io.note(text);
  } finally {
    store.close();
  }
}

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

/** 1: a headline metric is shown worse; 2: none is, but not all are decided. A metric that no run has decides nothing. */
function exitOf({ comparisons }: FinishedExperiment): ExitName {
  const verdicts = comparisons.flatMap(({ targets }) =>
    targets.flatMap(({ metrics }) =>
      metrics
        .filter((m) => m.headline && m.base.values.length + m.target.values.length > 0)
        .map(({ verdict }) => verdict),
    ),
  );
  if (verdicts.includes('worse')) return 'violated';
  const decided = verdicts.every((verdict) => verdict === 'better' || verdict === 'equivalent');
  return decided && verdicts.length > 0 ? 'ok' : 'undecided';
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

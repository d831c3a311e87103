import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Comparison, GateOutcome, GateResult } from '@slotbench/analysis';
import type { CompareOptions } from '@slotbench/lab';
import type { Command, Io, Values } from '../command.ts';
import { CliError } from '../errors.ts';
import type { ExitName } from '../exit.ts';
import { RUNS_OPTION, runsDir } from '../places.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'Judge targets against a base',
  description:
    'Per metric: the change with its interval, and a verdict against the margin: better, worse, equivalent or undecided. A base or target is a run, a variance, `a,b,c`, or batch:NAME. docs/statistics.md explains the verdicts.',
  arguments: [
    { name: 'base', help: 'run, variance or set that is compared against' },
    { name: 'target', help: 'runs, variances or sets, each compared with the base', variadic: true },
  ],
  options: {
    gate: {
      type: 'flag',
      help: 'answer only whether a headline metric got worse; exit 0 no, 1 yes, 2 undecided, 3 unusable',
    },
    margin: {
      type: 'text',
      value: 'LIST',
      help: 'other margins: 5% for all headline metrics, or rss=5%,cpu=10%',
    },
    headline: { type: 'text', value: 'LIST', help: 'ids of the metrics that decide, separated by commas' },
    paired: {
      type: 'flag',
      help: 'the first run of either side ran next to the other, the second too, and so on',
    },
    force: { type: 'flag', help: 'compare although profile, genesis, backend or machine differ; recorded' },
    html: { type: 'text', value: 'FILE', help: 'write a page' },
    markdown: { type: 'text', value: 'FILE', help: 'write a summary for a pull request' },
    junit: { type: 'text', value: 'FILE', help: 'write JUnit XML (with --gate)' },
    runs: RUNS_OPTION,
    json: { type: 'flag', help: 'print the comparison (with --gate also its answer) as JSON' },
  },
  examples: [
    ['slotbench compare batch:before batch:after', 'all runs of two batches'],
    ['slotbench compare BASE TARGET --gate --junit g.xml', 'for a CI job'],
  ],
  async run(values, io) {
    const options = readOptions(values, io);
    const [{ compareNamed }, { judgeGate }] = await Promise.all([
      import('@slotbench/lab'),
      import('@slotbench/analysis'),
    ]);
    const { comparison, notes } = await compareNamed(options).catch((error) => {
      throw values.gate ? asUnusable(error) : error;
    });
    for (const note of notes) io.note(note);
    const gates = values.gate ? comparison.targets.map((target) => judgeGate(target, options.headline)) : [];
    await writeFiles(values, io, comparison, gates);
    await print(values, io, comparison, gates);
    return gateExit(gates);
  },
};

function readOptions(values: Values, io: Io): CompareOptions {
  if (values.junit !== undefined && !values.gate)
    throw new CliError({ exit: 'usage', message: '--junit tells the answer of a gate; add --gate' });
  const headline = values.headline === undefined ? undefined : listOf(String(values.headline), '--headline');
  return {
    runsDir: runsDir(values, io),
    base: String(values.base),
    targets: values.target as readonly string[],
    design: values.paired ? 'paired' : 'independent',
    force: values.force === true,
    ...(headline === undefined ? {} : { headline }),
    ...(values.margin === undefined ? {} : { margins: marginsOf(String(values.margin)) }),
  };
}

function listOf(text: string, option: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => part === ''))
    throw new CliError({ exit: 'usage', message: `${option} ${text}: expected names separated by commas` });
  return parts;
}

/** `5%` -> for all headline metrics; `rss=5%,cpu=0.1` -> each for its own. */
function marginsOf(text: string): NonNullable<CompareOptions['margins']> {
  const parts = listOf(text, '--margin');
  if (parts.length === 1 && !text.includes('=')) return { all: ratioOf(text, text) };
  return {
    each: Object.fromEntries(
      parts.map((part) => {
        const [id, value, more] = part.split('=');
        if (id === '' || value === undefined || more !== undefined) throw badMargin(part);
        return [id, ratioOf(value, part)];
      }),
    ),
  };
}

function ratioOf(text: string, part: string): number {
  const number = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  if (number === null) throw badMargin(part);
  const ratio = Number(number[1]) / (number[2] === '%' ? 100 : 1);
  if (!(ratio > 0 && ratio < 1)) throw badMargin(part);
  return ratio;
}

function badMargin(part: string): CliError {
  return new CliError({
    exit: 'usage',
    message: `--margin ${part}: expected a share between 0 and 100 %, such as 5% or rss=5%`,
  });
}

/** Data that allows no verdict is an answer of a gate, with its own exit code; a name that does not exist stays a usage error. */
function asUnusable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['NOT_COMPARABLE', 'RESULTS_BROKEN', 'RUN_NOT_ANALYSED', 'RUN_BROKEN', 'SET_EMPTY'].includes(code))
    return error;
  return new CliError({ exit: 'unusable', message: `gate: ${(error as Error).message}`, cause: error });
}

async function writeFiles(
  values: Values,
  io: Io,
  comparison: Comparison,
  gates: readonly GateResult[],
): Promise<void> {
  if (values.html === undefined && values.markdown === undefined && values.junit === undefined) return;
  const { renderComparisonHtml, renderComparisonMarkdown, renderJunit } = await import('@slotbench/report');
  for (const [file, text] of [
    [values.html, () => renderComparisonHtml(comparison, gates)],
    [values.markdown, () => renderComparisonMarkdown(comparison, gates)],
    [values.junit, () => renderJunit(comparison, gates)],
  ] as const) {
    if (file === undefined) continue;
    const path = resolve(io.cwd, String(file));
    await writeFile(path, text()).catch((cause: NodeJS.ErrnoException) => {
      throw new CliError({ exit: 'cannotCreate', message: `${path}: ${cause.message}`, cause });
    });
  }
}

async function print(
  values: Values,
  io: Io,
  comparison: Comparison,
  gates: readonly GateResult[],
): Promise<void> {
  if (values.json) {
    io.print(JSON.stringify(gates.length === 0 ? comparison : { comparison, gates: gates.map(gateJson) }));
    return;
  }
  const { renderComparisonText, renderGateText } = await import('@slotbench/report');
  io.print(renderComparisonText(comparison, { width: io.columns }).trimEnd());
  for (const gate of gates) io.print(`\n${renderGateText(gate, { width: io.columns }).trimEnd()}`);
}

/** Without the metrics themselves: they stand in the comparison. */
function gateJson({ outcome, faults, notes, metrics }: GateResult) {
  return {
    outcome,
    faults,
    notes,
    metrics: metrics.map(({ metric, outcome, pNoWorse, pWorse, price }) => ({
      id: metric.id,
      outcome,
      pNoWorse,
      pWorse,
      price,
    })),
  };
}

const EXITS: Readonly<Record<GateOutcome, ExitName>> = {
  noWorse: 'ok',
  worse: 'violated',
  undecided: 'undecided',
  unusable: 'unusable',
};

/** Of several targets the worst answer: unusable data first, because it says nothing about the others' worth. */
function gateExit(gates: readonly GateResult[]): ExitName {
  const worst = (['unusable', 'worse', 'undecided'] as const).find((outcome) =>
    gates.some((gate) => gate.outcome === outcome),
  );
  return EXITS[worst ?? 'noWorse'];
}

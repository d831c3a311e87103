/**
 * `node --conditions=source bench/dose/main.ts [RUNS]`: known harm, does Slotbench see it? Two pilot pairs give the base's median time
 * from slot start to announcement; then six blocks of four base runs and one run of each of seven targets, in an order drawn from the
 * seed: 70 runs of `quick`, about an hour on a quiet machine. Called again it goes on where it was. Verdicts are written with letters in
 * place of doses (`verdicts.json`) before the letters are opened (`report.json`).
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HEADLINE } from '@slotbench/analysis';
import { describeMachine } from '@slotbench/cluster';
import {
  benchmarkRunner,
  describeMachineReport,
  type ExperimentDesign,
  type FinishedExperiment,
  measureMachine,
  readDesign,
  readResults,
  runExperiment,
} from '@slotbench/lab';
import { randomFrom } from '../analysis/random.ts';
import { type DoseId, doseOf, drawLabels, LADDER } from './ladder.ts';
import { describeLadder, falseAlarms, openLabels, seal } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '20261124' },
    profile: { type: 'string', default: 'quick' },
    /** JSON that lies under every dose: a shorter run for a try-out. */
    overlay: { type: 'string', default: '{}' },
    blocks: { type: 'string', default: '6' },
    'base-per-block': { type: 'string', default: '4' },
    pilot: { type: 'string', default: '2' },
  },
});
const runsDir = resolve(positionals[0] ?? 'run-dose');
const seed = Number(values.seed);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop.abort(new Error(signal)));
const common = { profile: values.profile, overlay: JSON.parse(values.overlay), seed };

const pilot = await run({ ...common, name: 'dose-pilot', targets: { twin: {} }, runs: Number(values.pilot) });
const medianMs = await medianOfPilot(pilot);
const labels = drawLabels(randomFrom(seed).next);
const targets = Object.fromEntries(
  [...labels].map(([letter, id]) => [letter, { overlay: doseOf(id, medianMs).overlay }]),
);
const ladder = await run({
  ...common,
  name: 'dose-ladder',
  base: { perBlock: Number(values['base-per-block']) },
  targets,
  runs: Number(values.blocks),
});

const sealed = ladder.comparisons.map(seal);
await write('verdicts.json', sealed);
const addedMs = Object.fromEntries(LADDER.map(({ id }) => [id, doseOf(id, medianMs).addedMs])) as Record<
  DoseId,
  number
>;
const report = openLabels(sealed, labels, addedMs);
const base = Object.fromEntries(
  ladder.comparisons[0]!.targets[0]!.metrics.filter(({ id }) => HEADLINE.includes(id)).map((metric) => [
    metric.id,
    metric.base.values,
  ]),
);
const size = Math.min(6, Math.floor((Number(values.blocks) * Number(values['base-per-block'])) / 2));
const alarms = falseAlarms(base, { size, splits: 2000, random: randomFrom(seed + 1).next });
await write('report.json', {
  medianMs,
  labels: Object.fromEntries(labels),
  addedMs,
  ...report,
  falseAlarms: alarms,
  notes: ladder.notes,
});
console.log(
  `median from slot start to announcement ${medianMs.toFixed(1)} ms in ${2 * Number(values.pilot)} pilot runs`,
);
for (const line of describeLadder(report, alarms)) console.log(line);
for (const note of ladder.notes) console.log(`! ${note}`);

async function run(file: object): Promise<FinishedExperiment> {
  const design: ExperimentDesign = readDesign(file, {
    placeOf: (path) => path.join('.'),
    readOverlay: (name) => {
      throw new Error(`no overlay file is expected: ${name}`);
    },
    resolveProgram: (program) => program,
  });
  const finished = await runExperiment({
    design,
    runsDir,
    machine: describeMachine(),
    runSide: benchmarkRunner({ cores: null, now: Date.now }),
    measure: () => measureMachine({ seconds: 10, signal: stop.signal, now: () => new Date() }),
    signal: stop.signal,
    now: () => new Date(),
    onEvent: (event) => {
      if (event.kind === 'measured')
        for (const line of describeMachineReport(event.report)) console.error(line);
      if (event.kind === 'run')
        console.error(`${design.name}: run ${event.run.index + 1} of ${event.total}, ${event.run.side}`);
      if (event.kind === 'ended' && event.attempt.status === 'incomplete')
        console.error(`! ${event.attempt.tag}: ${event.attempt.reason}`);
    },
  });
  if (finished !== undefined) return finished;
  console.error('interrupted; the same command goes on from here');
  process.exit(130);
}

/** Mean over the pilot's runs of each run's own median. */
async function medianOfPilot({ state }: FinishedExperiment): Promise<number> {
  const medians: number[] = [];
  for (const { status, runDir } of state.attempts) {
    if (status !== 'complete') continue;
    const results = await readResults(runDir!);
    if (!('hosts' in results)) continue;
    const value = results.metrics.find(({ id }) => id === 'forgerAnnounceCum')?.value;
    const median = value?.centiles.find(([centile]) => centile === 0.5)?.[1];
    if (median !== undefined) medians.push(median * 1000);
  }
  if (medians.length === 0) throw new Error('no pilot run has a time to announcement');
  return medians.reduce((sum, one) => sum + one, 0) / medians.length;
}

async function write(name: string, content: unknown): Promise<void> {
  await writeFile(join(runsDir, name), `${JSON.stringify(content, undefined, 1)}\n`);
}

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Metric } from '@slotbench/analysis';
import { faults, type Schema } from '../../../../scripts/json-schema.ts';
import {
  profileSetups,
  runExperiment,
  type SideRunner,
  tracingDesign,
  writeTracingStudy,
} from '../../src/index.ts';
import { addRun, runsFolder } from '../comparison/runs-folder.ts';
import { standInOptions } from '../experiment/stand-in.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../../schemas/study.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** CPU in % and lines that a run tells, as runs of `quick` have them. */
const FIGURES: Readonly<Record<string, { cpu: number; lines: number; legacy: boolean }>> = {
  base: { cpu: 8, lines: 0, legacy: false },
  stdout: { cpu: 9, lines: 400, legacy: false },
  legacy: { cpu: 11, lines: 400, legacy: true },
};

/** Runs made of nothing but figures and a log; `twice` are sides that tell each transaction twice. */
function runner(twice: readonly string[]): SideRunner {
  let made = 0;
  return async ({ side, batch, runsDir }) => {
    const tag = `${batch}-${String(++made).padStart(2, '0')}`;
    addRun(runsDir, { tag, batch });
    const dir = join(runsDir, tag);
    const { cpu, lines, legacy } = FIGURES[side.name]!;
    const told = twice.includes(side.name) ? lines * 2 : lines;
    const scatter = 1 + 0.002 * (made % 3);
    const line = JSON.stringify(
      legacy
        ? { ns: ['cardano.node.Mempool'], data: { kind: 'TraceMempoolAddedTx' } }
        : { ns: 'Mempool.AddedTx', data: { kind: 'TraceMempoolAddedTx' } },
    );
    mkdirSync(join(dir, 'node-0'));
    writeFileSync(join(dir, 'node-0/stdout'), `Listening\n${`${line}\n`.repeat(told)}`);
    const path = join(dir, 'analysis/results.json');
    const results = JSON.parse(readFileSync(path, 'utf8'));
    results.chain = { ...results.chain, length: 25 };
    if (told > 0) results.run.nodeVersion = '0.1.0';
    results.provenance = { logs: [{ path: 'node-0/stdout' }] };
    results.metrics = [
      metric('outsideCpu', '%', cpu * scatter),
      ...(told === 0
        ? []
        : [metric('traceLines', '1/s', told / 4), metric('traceBytes', 'KiB/s', told / 16)]),
    ];
    writeFileSync(path, JSON.stringify(results));
    return { tag, runDir: dir, status: 'complete' };
  };
}

function metric(id: string, unit: Metric['unit'], mean: number): object {
  const value = { n: 25, mean, stddev: 0.1, min: mean, max: mean, centiles: [[0.5, mean]] };
  const rest = {
    upstreamId: null,
    definition: id,
    population: 'samples',
    combination: 'pooled',
    perHost: {},
  };
  return { ...rest, id, name: id, group: 'outside', unit, direction: 'lower', value, curve: null };
}

async function study(t: { after(f: () => void): void }, twice: readonly string[]) {
  const design = tracingDesign({
    name: 'tracing-quick',
    profile: 'quick',
    blocks: 4,
    setups: ['off', 'stdout', 'legacy'],
  });
  const runsDir = runsFolder(t, []);
  const finished = await runExperiment(standInOptions({ design, runsDir, runSide: runner(twice) }));
  return await writeTracingStudy(design, finished!);
}

test('each set-up has its verdict against off and against legacy, its cost, and its messages beside the others', async (t) => {
  const { study: told, jsonPath, reportPath } = await study(t, []);
  assert.deepEqual(JSON.parse(readFileSync(jsonPath, 'utf8')), JSON.parse(JSON.stringify(told)));
  assert.deepEqual(faults(JSON.parse(readFileSync(jsonPath, 'utf8')), schema, schema), []);
  assert.match(readFileSync(reportPath, 'utf8'), /What tracing costs: quick/);
  assert.match(readFileSync(join(jsonPath, '../study.txt'), 'utf8'), /legacy/);
  assert.deepEqual(
    told.comparisons.map(({ base, target, refusedFor, metrics }) => [
      base,
      target,
      refusedFor,
      metrics.find(({ id }) => id === 'outsideCpu')!.verdict,
    ]),
    [
      ['off', 'stdout', [], 'worse'],
      ['off', 'legacy', [], 'worse'],
      ['legacy', 'stdout', [], 'better'],
    ],
  );
  assert.equal(told.node, 'embedded 0.1.0');
  assert.deepEqual(
    told.setups.map(({ name, runs, logs }) => [name, runs.length, logs]),
    [
      ['off', 4, false],
      ['stdout', 4, true],
      ['legacy', 4, true],
    ],
  );
  assert.deepEqual(told.messages, [
    {
      key: 'MempoolAddedTx',
      names: ['Mempool.AddedTx', 'TraceMempoolAddedTx'],
      counts: { off: null, stdout: 1600, legacy: 1600 },
    },
  ]);
  // 1 % of a core over 100 lines a second, and the scatter of the runs.
  const { cpu, bytes, lines } = told.costs.find(({ setup }) => setup === 'stdout')!;
  assert.ok(
    Math.abs(cpu!.estimate - 100_000) < 5000 &&
      cpu!.low! < cpu!.estimate &&
      cpu!.low! > 80_000 &&
      cpu!.high! < 120_000,
  );
  assert.deepEqual([bytes!.estimate, lines], [256, 1600]);
});

test('a set-up that tells more has no verdict against legacy, and the namespace is named; against off it stands', async (t) => {
  const { study: told } = await study(t, ['stdout']);
  assert.deepEqual(
    told.comparisons.map(({ base, target, refusedFor, unexplained }) => [
      base,
      target,
      refusedFor,
      unexplained,
    ]),
    [
      ['off', 'stdout', [], null],
      ['off', 'legacy', [], null],
      ['legacy', 'stdout', ['Mempool.AddedTx'], 1],
    ],
  );
});

/** One sample of 100 µs in the library, called by the node. */
const PROFILE = {
  nodes: [
    {
      id: 1,
      callFrame: { functionName: 'loop', url: '/x/packages/node/dist/a.js', lineNumber: 0 },
      children: [2],
    },
    { id: 2, callFrame: { functionName: 'render', url: '/x/packages/tracing/dist/b.js', lineNumber: 0 } },
  ],
  samples: [1, 2, 1],
  timeDeltas: [0, 900, 100],
};

test('profiled runs become flames with the share of the library; what is missing or too dear is said', async (t) => {
  const design = tracingDesign({
    name: 'tracing-quick',
    profile: 'quick',
    blocks: 4,
    setups: ['off', 'stdout'],
  });
  const runsDir = runsFolder(t, []);
  const finished = (await runExperiment(standInOptions({ design, runsDir, runSide: runner([]) })))!;
  const options = {
    design,
    dir: finished.dir,
    runsDir,
    runSide: profilingRunner(),
    signal: new AbortController().signal,
    onRun() {},
    onProgress() {},
  };
  const profiled = (await profileSetups(options))!;
  assert.deepEqual(
    profiled.map(({ side, reason }) => [side, reason]),
    [
      ['base', 'it fell over'],
      ['stdout', null],
    ],
  );
  const again = await profileSetups({
    ...options,
    runSide: () => Promise.reject(new Error('made again')),
  });
  assert.deepEqual(again, profiled);

  const { study: told, jsonPath, reportPath } = await writeTracingStudy(design, finished, profiled);
  assert.deepEqual(faults(JSON.parse(readFileSync(jsonPath, 'utf8')), schema, schema), []);
  assert.deepEqual(
    told.profiles.map(({ setup, kind, processes, total, library, libraryOwn }) => [
      ...[setup, kind, processes, total, library, libraryOwn],
    ]),
    [['stdout', 'cpu', 1, 1000, 100, 100]],
  );
  assert.equal(told.profiling[0]!.profiled, 19);
  assert.deepEqual(
    told.notes.map((note) => note.replace(/: .*/s, '')),
    ['set-up off has no profile', ...Array(3).fill('set-up stdout'), 'set-up stdout'],
  );
  assert.match(told.notes.join('\n'), /no cpu profile of node-1, which did not write one/);
  assert.match(told.notes.at(-1)!, /profilers cost more than what they measure: 9\.\d\d % of a core/);
  const page = readFileSync(reportPath, 'utf8');
  for (const part of ['<svg class="flame"', 'class="marked"', 'Measured', 'dist/b.js:1'])
    assert.ok(page.includes(part), part);
});

/** Of `base` the run fails; of others node-0 leaves a CPU profile and node-1 nothing. */
function profilingRunner(): SideRunner {
  const make = runner([]);
  return async (o) => {
    const made = await make(o);
    if (o.side.name === 'base') return { ...made, status: 'incomplete', reason: 'it fell over' };
    const path = join(made.runDir, 'analysis/results.json');
    const results = JSON.parse(readFileSync(path, 'utf8'));
    const cpu = results.metrics.find(({ id }: { id: string }) => id === 'outsideCpu');
    cpu.value.mean = 19;
    cpu.perHost = { 'node-0': cpu.value, 'node-1': cpu.value };
    writeFileSync(path, JSON.stringify(results));
    writeFileSync(join(made.runDir, 'node-0/cpu.cpuprofile'), JSON.stringify(PROFILE));
    return made;
  };
}

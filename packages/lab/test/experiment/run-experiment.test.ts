import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ExperimentEvent, runExperiment } from '../../src/index.ts';
import { runsFolder } from '../comparison/runs-folder.ts';
import { pairedFigures, standInDesign, standInOptions, standInRunner } from './stand-in.ts';

const rssOf = (finished: Awaited<ReturnType<typeof runExperiment>>, target = 0) =>
  finished!.comparisons[target]!.targets[0]!.metrics.find((m) => m.id === 'rss')!;

test('both sides run alternately and are compared in pairs; what the file changed is named, not refused', async (t) => {
  const runsDir = runsFolder(t, []);
  const finished = await runExperiment(
    standInOptions({
      design: standInDesign(),
      runsDir,
      runSide: standInRunner({ figures: pairedFigures(1.05) }),
    }),
  );
  const rss = rssOf(finished);
  assert.deepEqual([rss.verdict, rss.basis], ['worse', 'paired t on logarithms, 6 pairs']);
  const target = finished!.comparisons[0]!.targets[0]!;
  assert.deepEqual(target.differences, []);
  assert.equal(
    target.doubts.some((doubt) => /in spite of/.test(doubt)),
    false,
  );
  assert.equal(existsSync(finished!.reportPath), true);
  assert.match(readFileSync(join(finished!.dir, 'summary.txt'), 'utf8'), /6 runs/);
});

test('called again when it is over, it makes no run and says the same', async (t) => {
  const runsDir = runsFolder(t, []);
  const runSide = standInRunner({ figures: pairedFigures(1) });
  const o = standInOptions({ design: standInDesign(), runsDir, runSide });
  const first = await runExperiment(o);
  const made = readFileSync(join(runsDir, 'made.log'), 'utf8');
  const events: ExperimentEvent[] = [];
  const second = await runExperiment({ ...o, onEvent: (event) => events.push(event) });
  assert.equal(readFileSync(join(runsDir, 'made.log'), 'utf8'), made);
  assert.deepEqual(second!.comparisons, first!.comparisons);
  assert.deepEqual(events, [{ kind: 'resumed', done: 12, total: 12 }]);
});

test('stopped by a signal it keeps what there is and goes on with the rest', async (t) => {
  const runsDir = runsFolder(t, []);
  const stop = new AbortController();
  const runSide = standInRunner({ figures: pairedFigures(1) });
  const o = standInOptions({ design: standInDesign(), runsDir, runSide });
  let ended = 0;
  const stopped = await runExperiment({
    ...o,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'ended' && ++ended === 5) stop.abort();
    },
  });
  assert.equal(stopped, undefined);
  const finished = await runExperiment(o);
  assert.equal(rssOf(finished).base.values.length, 6);
  assert.equal(readFileSync(join(runsDir, 'made.log'), 'utf8').match(/^begin$/gm)!.length, 12);
});

test('a run that does not complete is made again and told; a side that never completes ends the experiment', async (t) => {
  const runsDir = runsFolder(t, []);
  const figures = pairedFigures(1);
  const once = await runExperiment(
    standInOptions({
      design: standInDesign(),
      runsDir,
      runSide: standInRunner({
        figures: (side, n) => ({
          ...figures(side, n),
          ...(side === 'target' && n === 2 ? { status: 'incomplete' } : {}),
        }),
      }),
    }),
  );
  assert.match(
    once!.notes.join('\n'),
    /of target did not complete and was made again: killed \(trial-target-/,
  );
  assert.equal(rssOf(once).target.values.length, 6);
  await assert.rejects(
    runExperiment(
      standInOptions({
        design: standInDesign({ name: 'never' }),
        runsDir,
        runSide: standInRunner({ figures: () => ({ status: 'incomplete' }) }),
      }),
    ),
    { code: 'EXPERIMENT_STUCK', exit: 'incomplete' },
  );
});

test('another design, another machine and a node that was rebuilt meanwhile are refused', async (t) => {
  const runsDir = runsFolder(t, []);
  const figures = pairedFigures(1);
  const o = standInOptions({ design: standInDesign(), runsDir, runSide: standInRunner({ figures }) });
  await runExperiment(o);
  await assert.rejects(
    runExperiment({ ...o, design: standInDesign({ seed: 4 }) }),
    /begun with other seed.*another name/,
  );
  await assert.rejects(runExperiment({ ...o, machine: 'four cores' }), { code: 'EXPERIMENT_CHANGED' });
  const rebuilt = standInRunner({
    figures: (side, n) => ({ ...figures(side, n), commit: n < 9 ? 'a'.repeat(16) : 'b'.repeat(16) }),
  });
  await assert.rejects(
    runExperiment({ ...o, design: standInDesign({ name: 'rebuilt' }), runSide: rebuilt }),
    /target: the runs are not of one configuration: software cardano-node/,
  );
  const made = readFileSync(join(runsDir, 'made.log'), 'utf8').match(/^target$/gm)!.length;
  assert.equal(made, 9, 'it stops at the first run of another node, not at the end');
});

test('a clear case ends at a look that was fixed beforehand, an unclear one goes on', async (t) => {
  const runsDir = runsFolder(t, []);
  const run = async (name: string, more: number) => {
    const looks: ExperimentEvent[] = [];
    const finished = await runExperiment(
      standInOptions({
        design: standInDesign({ name, looks: [4, 6], headline: ['rss'] }),
        runsDir,
        runSide: standInRunner({ figures: pairedFigures(more) }),
        onEvent: (event) => {
          if (event.kind === 'look') looks.push(event);
        },
      }),
    );
    return { finished: finished!, looks };
  };
  const clear = await run('clear', 1.5);
  assert.deepEqual(
    clear.looks.map((l) => l.kind === 'look' && l.stopped),
    [true],
  );
  assert.equal(rssOf(clear.finished).base.values.length, 4);
  assert.match(clear.finished.notes.join('\n'), /ended after 4 of 6 blocks/);
  const open = await run('open', 1.041);
  assert.deepEqual(
    open.looks.map((l) => l.kind === 'look' && l.stopped),
    [false],
  );
  assert.equal(rssOf(open.finished).base.values.length, 6);
  assert.ok(open.finished.comparisons[0]!.targets[0]!.alpha < 0.05);
});

test('a look that was cut off before it was taken is taken by the next call', async (t) => {
  const runsDir = runsFolder(t, []);
  const design = standInDesign({ looks: [2, 6], headline: ['rss'] });
  const runSide = standInRunner({ figures: pairedFigures(1.5) });
  const o = standInOptions({ design, runsDir, runSide });
  await runExperiment(o);
  const file = join(runsDir, 'experiment-trial', 'experiment.json');
  const state = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(state.looks.length, 1);
  writeFileSync(file, JSON.stringify({ ...state, looks: [], attempts: state.attempts.slice(0, 4) }));
  const events: ExperimentEvent[] = [];
  await runExperiment({ ...o, onEvent: (event) => events.push(event) });
  assert.deepEqual(
    events.slice(0, 2).map(({ kind }) => kind),
    ['resumed', 'look'],
  );
});

test('several targets and several base runs a block: each target against all of the base, unpaired', async (t) => {
  const runsDir = runsFolder(t, []);
  const finished = await runExperiment(
    standInOptions({
      design: standInDesign({
        target: undefined,
        base: { perBlock: 2 },
        targets: { same: {}, more: { overlay: { generator: { tps: 60 } } } },
        runs: 3,
      }),
      runsDir,
      runSide: standInRunner({
        figures: (side, n) => ({ rss: (side === 'more' ? 1200 : 900) * (1 + 0.002 * (n % 3)) }),
      }),
    }),
  );
  assert.deepEqual([rssOf(finished, 0).verdict, rssOf(finished, 1).verdict], ['equivalent', 'worse']);
  assert.equal(rssOf(finished, 1).basis, 'Welch on logarithms, 6 v 3 runs');
});

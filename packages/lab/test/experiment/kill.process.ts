import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runExperiment } from '../../src/index.ts';
import { runsFolder } from '../comparison/runs-folder.ts';
import { pairedFigures, standInDesign, standInOptions, standInRunner } from './stand-in.ts';

const PROGRAM = join(import.meta.dirname, 'experiment-process.ts');

/** Starts the experiment; kills it with SIGKILL after so many begun runs. `begun`: at its first run; `over`: what it printed. */
function start(
  runsDir: string,
  killAfter = Number.POSITIVE_INFINITY,
): { begun: Promise<void>; over: Promise<string> } {
  const child = spawn(process.execPath, ['--conditions=source', PROGRAM, runsDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const begun = Promise.withResolvers<void>();
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    const runs = out.match(/^run /gm)?.length ?? 0;
    if (runs > 0) begun.resolve();
    if (runs >= killAfter) child.kill('SIGKILL');
  });
  return { begun: begun.promise, over: new Promise((resolve) => child.on('close', () => resolve(out))) };
}

test('killed with SIGKILL again and again, an experiment goes on where it was and ends in the same verdict', async (t) => {
  const runsDir = runsFolder(t, []);
  for (const killAfter of [3, 4]) {
    const out = await start(runsDir, killAfter).over;
    assert.doesNotMatch(out, /done/);
  }
  assert.match(await start(runsDir).over, /done worse/);
  const state = JSON.parse(readFileSync(join(runsDir, 'experiment-trial', 'experiment.json'), 'utf8'));
  const complete = state.attempts.filter((one: { status: string }) => one.status === 'complete');
  assert.deepEqual(
    complete.map((one: { index: number }) => one.index),
    Array.from({ length: 12 }, (_, i) => i),
  );
  const cut = state.attempts.filter(
    (one: { reason: string | null }) => one.reason === 'slotbench was interrupted',
  );
  assert.ok(cut.length >= 1 && cut.length <= 2, `${cut.length} runs were cut off`);
  assert.equal(readdirSync(join(runsDir, 'experiment-trial')).includes('lock'), false);
});

test('two processes do not work on one experiment', async (t) => {
  const runsDir = runsFolder(t, []);
  const first = start(runsDir);
  await first.begun;
  const second = standInOptions({
    design: standInDesign(),
    runsDir,
    runSide: standInRunner({ figures: pairedFigures(1) }),
  });
  await assert.rejects(runExperiment(second), { code: 'EXPERIMENT_BUSY' });
  assert.match(await first.over, /done/);
});

// Runs alone: it measures how soon the programs of a killed runner end.
/** Runs with the real programs: collector, embedded nodes, generator. What can be tested without them is in execute.process.ts. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveProfile } from '@slotbench/profiles';
import { executeRun, type Progress, prepareRun, type RunPlan } from '../src/index.ts';
import { assertNothingLeft, inPlace, type Place, processesIn } from './stand-in-run.ts';

const skip = existsSync('/proc/self/stat') ? false : 'left-over processes are found through /proc';

/** Two nodes, two blocks a second; ends at `block`, far away for tests that end it otherwise. */
async function prepareSmall(place: Place, block: number): Promise<RunPlan> {
  const overlay = {
    composition: { n_singular_hosts: 2 },
    genesis: { active_slots_coeff: 0.4, extra_future_offset: -36 },
    generator: { tps: 20, tx_count: 400, init_cooldown: 0.5 },
    node: { shutdown_on_block_synced: block },
  };
  const profile = resolveProfile('quick', { overlay });
  return await prepareRun({
    profile,
    runsDir: place.runsDir,
    tmp: place.tmp,
    driver: 'embedded',
    batch: 'test',
  });
}

/** Empty until the node's first line has arrived. */
const collectorLog = (plan: RunPlan, node: string): string => {
  const folder = join(plan.runDir, 'tracer', node);
  const name = existsSync(folder)
    ? readdirSync(folder).find((file) => /^node-\d.*\.json$/.test(file))
    : undefined;
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
};

const adopted = (log: string): number =>
  log.split('\n').filter((line) => /AddedToCurrentChain|SwitchedToAFork/.test(line)).length;

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (condition()) return;
    await sleep(50);
  }
  assert.fail(`30 s passed: ${what}`);
}

test(
  'a run with real nodes makes blocks of the generator’s transactions and leaves only its directory',
  { skip },
  () =>
    inPlace(async (place) => {
      const plan = await prepareSmall(place, 16);
      const seen: Progress[] = [];
      const outcome = await executeRun(plan, {
        signal: new AbortController().signal,
        onProgress: (progress) => seen.push(progress),
      });
      assert.deepEqual(outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
      for (const node of ['node-0', 'node-1']) assert.ok(adopted(collectorLog(plan, node)) >= 15, node);
      const transactions = readFileSync(join(plan.runDir, 'generator', 'transactions.jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      assert.ok(JSON.parse(transactions.at(-1)!).summary.confirmed > 0);
      assert.ok(seen.some(({ phase }) => phase === 'load'));
      assert.ok(Math.max(...seen.map(({ blockNo }) => blockNo ?? 0)) >= 10);
      assert.ok(
        seen.some(({ messagesPerSecond, secondsLeft }) => messagesPerSecond! > 0 && secondsLeft! >= 0),
      );
      for (const program of ['tracer', 'node-0', 'node-1', 'generator'])
        assert.equal(readFileSync(join(plan.runDir, program, 'exit_code'), 'utf8'), '0\n', program);
      assertNothingLeft(place, plan);
    }),
);

test('two runs at once: a killed node ends one, an abort the other', { skip }, () =>
  inPlace(async (place) => {
    const stop = new AbortController();
    const plans = [await prepareSmall(place, 5000), await prepareSmall(place, 5000)] as const;
    const runs = plans.map((plan) => executeRun(plan, { signal: stop.signal }));
    try {
      for (const plan of plans)
        await until('both chains grow', () => adopted(collectorLog(plan, 'node-1')) > 2);
      const victim = processesIn(place).find((line) => line.includes(`${plans[0].runDir}/node-1 `));
      process.kill(Number(victim!.split(' ')[0]), 'SIGKILL');
      assert.match((await runs[0]!).reason!, /^node-1 was killed by SIGKILL/);
      assert.ok(
        processesIn(place).some((line) => line.includes(plans[1].runDir)),
        'the other run goes on',
      );
      stop.abort(new Error('stopped by SIGINT'));
      const { status, reason } = await runs[1]!;
      assert.deepEqual([status, reason], ['incomplete', 'stopped by SIGINT']);
      for (const plan of plans) assertNothingLeft(place, plan);
    } finally {
      stop.abort();
      await Promise.allSettled(runs);
    }
  }),
);

test('after kill -9 of the runner the real programs end within seconds', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareSmall(place, 5000);
    const source = new URL('../src/index.ts', import.meta.url).href;
    const script = `import { executeRun } from '${source}'; await executeRun(${JSON.stringify(plan)}, { signal: new AbortController().signal });`;
    const runner = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', script], {
      stdio: 'ignore',
      cwd: new URL('..', import.meta.url),
    });
    const gone = new Promise((done) => runner.once('exit', done));
    await until('all programs run', () => existsSync(join(plan.runDir, 'generator', 'exit_code')));
    await sleep(500);
    assert.equal(processesIn(place).length, 4);
    runner.kill('SIGKILL');
    await gone;
    const killedAt = Date.now();
    await until('every program has ended', () => processesIn(place).length === 0);
    assert.ok(Date.now() - killedAt < 5000, `${Date.now() - killedAt} ms`);
  }),
);

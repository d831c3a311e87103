import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  executeRun,
  type Progress,
  prepareRun,
  type RunOutcome,
  type RunPlan,
  readMeta,
} from '../src/index.ts';
import type { Behaviour } from './programs/stand-in.ts';
import { assertNothingLeft, inPlace, type Place, prepareStandIns, processesIn } from './stand-in-run.ts';

const skip = existsSync('/proc/self/stat') ? false : 'left-over processes are found through /proc';

const noSignal = () => new AbortController().signal;

const exitCode = (plan: RunPlan, program: string) =>
  readFileSync(join(plan.runDir, program, 'exit_code'), 'utf8');
const lasting = { 'node-0': { exitAfterMs: 1500 }, 'node-1': { exitAfterMs: 1700 } };

test('a run whose nodes reach their end is complete and leaves only its directory', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, lasting);
    assert.equal((await readMeta(plan.runDir)).status, 'incomplete');
    const phases: Progress['phase'][] = [];
    const running = executeRun(plan, { signal: noSignal(), onProgress: ({ phase }) => phases.push(phase) });
    await sleep(700);
    assert.equal((await readMeta(plan.runDir)).status, 'running');
    assert.equal(exitCode(plan, 'node-0'), '');
    assert.ok(lstatSync(join(plan.runDir, 'node-0', 'node.socket')).isSymbolicLink());

    assert.deepEqual(await running, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
    const meta = await readMeta(plan.runDir);
    assert.equal(meta.status, 'complete');
    assert.equal(meta.owner, undefined);
    assert.ok(meta.timing.started! < meta.timing.ended!);
    const shelley = JSON.parse(readFileSync(join(plan.runDir, 'genesis', 'genesis.shelley.json'), 'utf8'));
    assert.equal(shelley.systemStart, meta.timing.systemStart);
    for (const program of ['tracer', 'node-0', 'node-1', 'generator'])
      assert.equal(exitCode(plan, program), '0\n');
    assert.equal(readFileSync(join(plan.runDir, 'generator', 'stdout'), 'utf8'), 'generator ends: SIGTERM\n');
    assert.deepEqual([phases[0], phases.includes('stopping'), phases.at(-1)], ['starting', true, 'done']);
    assertNothingLeft(place, plan);
  }),
);

const failures: readonly [name: string, behaviours: Record<string, Behaviour>, reason: RegExp][] = [
  [
    'a node that ends with an error',
    { 'node-1': { exitAfterMs: 600, exitCode: 65, stderr: 'config.json: $.Foo: bad' } },
    /^node-1 ended with exit code 65; its last words \(node-1\/stderr\):\nconfig\.json: \$\.Foo: bad$/,
  ],
  [
    'a generator that fails',
    { generator: { exitAfterMs: 300, exitCode: 1 } },
    /^generator ended with exit code 1$/,
  ],
  ['a collector that ends early', { tracer: { exitAfterMs: 800 } }, /^tracer ended before the nodes did$/],
  [
    'a collector that cannot start',
    { tracer: { exitAfterMs: 50, exitCode: 69, unready: true } },
    /^tracer .* 69$/,
  ],
];
for (const [name, behaviours, reason] of failures)
  test(`${name} makes the run incomplete and stops the others`, { skip }, () =>
    inPlace(async (place) => {
      const plan = await prepareStandIns(place, behaviours);
      const outcome = await executeRun(plan, { signal: noSignal() });
      assert.equal(outcome.status, 'incomplete');
      assert.match(outcome.reason!, reason);
      const meta = await readMeta(plan.runDir);
      assert.deepEqual([meta.status, meta.reason], ['incomplete', outcome.reason]);
      assertNothingLeft(place, plan);
    }),
  );

test('a node killed from outside is named with the signal', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, {});
    const running = executeRun(plan, { signal: noSignal() });
    await untilRunning(plan);
    process.kill(groupLeader(place, 'node-1'), 'SIGKILL');
    const outcome = await running;
    assert.equal(outcome.reason, 'node-1 was killed by SIGKILL');
    assert.equal(exitCode(plan, 'node-1'), '137\n');
    assertNothingLeft(place, plan);
  }),
);

test('an abort stops generator, nodes and collector and gives its message as the reason', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, { 'node-0': { child: true } });
    const stop = new AbortController();
    const running = executeRun(plan, { signal: stop.signal });
    await untilRunning(plan);
    stop.abort(new Error('stopped by SIGINT'));
    assert.equal((await running).reason, 'stopped by SIGINT');
    assertNothingLeft(place, plan);
  }),
);

test('an abort before the start starts nothing', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, {});
    const outcome = await executeRun(plan, { signal: AbortSignal.abort(new Error('no')) });
    assert.equal(outcome.reason, 'no');
    assert.equal(existsSync(join(plan.runDir, 'node-0', 'exit_code')), false);
    assertNothingLeft(place, plan);
  }),
);

test('a program that does not hear SIGTERM is killed', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, { ...lasting, generator: { deaf: true } });
    const outcome = await executeRun(plan, { signal: noSignal(), stopPatienceSeconds: 1 });
    assert.equal(outcome.reason, 'generator was killed by SIGKILL when the run was over');
    assertNothingLeft(place, plan);
  }),
);

test('two runs at once have their own tags, ports and sockets', { skip }, () =>
  inPlace(async (place) => {
    const plans = await Promise.all([prepareStandIns(place, lasting), prepareStandIns(place, lasting)]);
    assert.notEqual(plans[0].tag, plans[1].tag);
    const outcomes = await Promise.all(plans.map((plan) => executeRun(plan, { signal: noSignal() })));
    assert.deepEqual(
      outcomes.map(({ status }: RunOutcome) => status),
      ['complete', 'complete'],
    );
    for (const plan of plans) assertNothingLeft(place, plan);
  }),
);

test('after kill -9 of the runner its programs end, and the next preparation cleans up', { skip }, () =>
  inPlace(async (place) => {
    const plan = await prepareStandIns(place, { 'node-0': { deaf: true } });
    const runner = spawn(
      process.execPath,
      ['--conditions=source', '--input-type=module', '-e', runnerSource(plan)],
      {
        stdio: 'ignore',
        cwd: new URL('..', import.meta.url),
      },
    );
    const gone = new Promise((done) => runner.once('exit', done));
    await untilRunning(plan);
    runner.kill('SIGKILL');
    await gone;
    for (let i = 0; i < 60 && processesIn(place).length > 1; i++) await sleep(50);
    assert.match(processesIn(place).join('\n'), /^\d+ .*node-0\.socket[^\n]*$/); // only the deaf one
    const meta = await readMeta(plan.runDir);
    assert.deepEqual(
      [meta.status, meta.reason],
      ['incomplete', 'the process that ran it ended without a word'],
    );
    assert.equal(readdirSync(place.tmp).length, 1);

    const next = await prepareRun({
      profile: plan.meta.profile_content,
      runsDir: place.runsDir,
      tmp: place.tmp,
      driver: 'embedded',
      programs: {
        collector: ['x'],
        acceptor: ['x'],
        node: [join(place.root, readdirSync(place.root).find((n) => n.startsWith('p'))!, 'program.ts')],
        generator: ['x'],
        observer: ['x'],
      },
    });
    for (let i = 0; i < 40 && processesIn(place).length > 0; i++) await sleep(50);
    assertNothingLeft(place, plan);
    assert.equal(JSON.parse(readFileSync(join(plan.runDir, 'meta.json'), 'utf8')).meta.status, 'incomplete');
    assert.equal((await readMeta(next.runDir)).reason, 'it was prepared and never started');
  }),
);

function runnerSource(plan: RunPlan): string {
  const source = new URL('../src/index.ts', import.meta.url).href;
  return `import { executeRun } from '${source}'; await executeRun(${JSON.stringify(plan)}, { signal: new AbortController().signal });`;
}

/** Until every program has been started. */
async function untilRunning(plan: RunPlan): Promise<void> {
  for (let i = 0; i < 200 && !existsSync(join(plan.runDir, 'generator', 'exit_code')); i++) await sleep(50);
  assert.ok(existsSync(join(plan.runDir, 'generator', 'exit_code')), 'every program was started');
  await sleep(300);
}

function groupLeader(place: Place, program: string): number {
  const line = processesIn(place).find((process) => process.includes(`${program}.socket`));
  assert.ok(line, `${program} runs`);
  return Number(line.split(' ')[0]);
}

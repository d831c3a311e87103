import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Backend, executeRun, type RunPlan, readMeta } from '../../src/index.ts';
import { inPlace, type Place, prepareStandIns } from '../stand-in-run.ts';

export interface ComplianceOptions {
  readonly skip: string | false;
  open(place: Place): Promise<Backend>;
  /** Processes, jobs and files outside of the run directory that this run left; others may go on at the same time. */
  left(place: Place, plan: RunPlan): Promise<readonly string[]>;
}

const signal = () => new AbortController().signal;
const lasting = { 'node-0': { exitAfterMs: 2500 }, 'node-1': { exitAfterMs: 2700 } };

/** What every backend keeps to: the same calls end in the same run directory, and nothing is left beside it. */
export function testCompliance(name: string, o: ComplianceOptions): void {
  const { skip } = o;
  const inBackend = (body: (place: Place, backend: Backend) => Promise<void>) => () =>
    inPlace(async (place) => body(place, await o.open(place)));
  const nothingLeft = async (place: Place, plan: RunPlan) => {
    assert.deepEqual(await o.left(place, plan), []);
    const links = readdirSync(plan.runDir, { recursive: true, encoding: 'utf8' }).filter((path) =>
      lstatSync(join(plan.runDir, path)).isSymbolicLink(),
    );
    assert.deepEqual(links, []);
  };

  test(
    `${name}: lacks nothing`,
    { skip },
    inBackend(async (_, backend) => {
      assert.deepEqual(await backend.check(), []);
    }),
  );

  test(
    `${name}: a run that reaches its end is complete, and its directory is like any other`,
    { skip },
    inBackend(async (place, backend) => {
      const plan = await prepareStandIns(place, lasting, {}, backend);
      const phases: string[] = [];
      const outcome = await executeRun(plan, {
        backend,
        signal: signal(),
        onProgress: ({ phase }) => phases.push(phase),
      });
      assert.deepEqual(outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
      const meta = await readMeta(plan.runDir);
      assert.deepEqual([meta.status, meta.backend, meta.owner], ['complete', backend.name, undefined]);
      const shelley = JSON.parse(readFileSync(join(plan.runDir, 'genesis', 'genesis.shelley.json'), 'utf8'));
      assert.equal(shelley.systemStart, meta.timing.systemStart);
      const paths = readdirSync(plan.runDir, { recursive: true, encoding: 'utf8' }).filter(
        (path) => !/^(?:genesis|nomad)\b/.test(path),
      );
      assert.deepEqual(paths.sort(), RUN_DIRECTORY);
      for (const program of ['tracer', 'node-0', 'node-1', 'generator'])
        assert.equal(readFileSync(join(plan.runDir, program, 'exit_code'), 'utf8'), '0\n', program);
      assert.equal(
        readFileSync(join(plan.runDir, 'generator', 'stdout'), 'utf8'),
        'generator ends: SIGTERM\n',
      );
      assert.match(
        readFileSync(join(plan.runDir, 'tracer', 'stdout'), 'utf8'),
        /^(?:tracer ends: SIGTERM\n)+$/,
      );
      assert.deepEqual([phases[0], phases.includes('stopping'), phases.at(-1)], ['starting', true, 'done']);
      await nothingLeft(place, plan);
    }),
  );

  // They mostly wait; the archives that they share are there by now.
  describe(name, { concurrency: true }, () => {
    test(
      `${name}: a node that ends with an error is named with its last words`,
      { skip },
      inBackend(async (place, backend) => {
        const bad = { exitAfterMs: 600, exitCode: 65, stderr: 'config.json: $.Foo: bad' };
        const plan = await prepareStandIns(place, { 'node-1': bad }, {}, backend);
        const { reason } = await executeRun(plan, { backend, signal: signal() });
        assert.equal(
          reason,
          'node-1 ended with exit code 65; its last words (node-1/stderr):\nconfig.json: $.Foo: bad',
        );
        assert.equal(readFileSync(join(plan.runDir, 'node-1', 'exit_code'), 'utf8'), '65\n');
        await nothingLeft(place, plan);
      }),
    );

    test(
      `${name}: an abort ends all, also who is deaf and what it started`,
      { skip },
      inBackend(async (place, backend) => {
        const plan = await prepareStandIns(place, { 'node-0': { deaf: true, child: true } }, {}, backend);
        const stop = new AbortController();
        const outcome = await executeRun(plan, {
          backend,
          signal: stop.signal,
          stopPatienceSeconds: 1,
          onProgress: ({ phase }) => {
            if (phase === 'splitting') stop.abort(new Error('stopped by SIGINT'));
          },
        });
        assert.equal(outcome.reason, 'stopped by SIGINT');
        assert.equal(readFileSync(join(plan.runDir, 'node-0', 'exit_code'), 'utf8'), '137\n');
        await nothingLeft(place, plan);
      }),
    );

    test(
      `${name}: an abort while the place is made ready leaves nothing`,
      { skip },
      inBackend(async (place, backend) => {
        const plan = await prepareStandIns(place, {}, {}, backend);
        const stop = new AbortController();
        const running = executeRun(plan, { backend, signal: stop.signal });
        setTimeout(() => stop.abort(new Error('changed my mind')), 400);
        assert.equal((await running).reason, 'changed my mind');
        await nothingLeft(place, plan);
      }),
    );
  });
}

/** Beside the genesis and the notes of a backend. */
const RUN_DIRECTORY = [
  ...[
    'generator',
    'generator/exit_code',
    'generator/run-script.json',
    'generator/stderr',
    'generator/stdout',
  ],
  'meta.json',
  ...['node-0', 'node-1'].flatMap((node) => [
    node,
    ...['config.json', 'exit_code', 'stderr', 'stdout', 'topology.json'].map((file) => `${node}/${file}`),
  ]),
  ...['node-specs.json', 'profile.json', 'topology.json', 'tracer', 'tracer/config.json'],
  ...['tracer/exit_code', 'tracer/stderr', 'tracer/stdout'],
].sort();

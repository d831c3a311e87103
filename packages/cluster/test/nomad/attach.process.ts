/** Runs on a real Nomad that lose their process, a client or the network, and end as if nothing had happened. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { attachRun, executeRun, type Progress, type RunPlan, readMeta } from '../../src/index.ts';
import { nomadExecBackend } from '../../src/nomad/exec-backend.ts';
import { sweepJobs } from '../../src/nomad/owner.ts';
import { inPlace, prepareStandIns } from '../stand-in-run.ts';
import { killAgent, restartAgent } from './agent-process.ts';
import { startCutProxy } from './cut-proxy.ts';
import { noNomad, type RealNomad, startRealNomad } from './real-nomad.ts';

const skip = noNomad();
const root = mkdtempSync(join(tmpdir(), 'sb-attach-'));
const DATACENTERS = ['eu-central-1', 'us-east-1'];
/** A network that is away for longer than a silence takes to be told. */
const CUT_MS = 20_000;
let nomad: RealNomad;

before(async () => {
  if (skip === false) nomad = await startRealNomad(join(root, 'agents'), DATACENTERS);
});
after(async () => {
  if (skip === false) await nomad.stop();
  rmSync(root, { recursive: true, force: true });
});

const regions = { composition: { n_singular_hosts: 2, locations: DATACENTERS } };
const signal = () => new AbortController().signal;

describe('at once, each with a run of its own', { concurrency: true, skip }, () => {
  test('a run survives kill -9 of its process and of a client: who attaches ends it, and its report says what nobody saw', () =>
    inPlace(async (place) => {
      const backend = nomad.backend(place.tmp);
      const lasting = { 'node-0': { exitAfterMs: 22_000 }, 'node-1': { exitAfterMs: 20_000 } };
      const plan = await prepareStandIns(place, lasting, regions, backend);
      const runner = startRunner(plan, place.tmp);
      await runner.phase('splitting');
      await assert.rejects(attachRun(plan.runDir, { backend, signal: signal() }), {
        code: 'RUN_BUSY',
        message: new RegExp(`process ${runner.pid} is with it`),
      });
      await runner.kill();
      await killAgent(nomad.folder, 'client-1');
      await restartAgent(nomad.folder, 'client-1');

      // The next start of a run leaves the job alone and says how to go on with it.
      const notes: string[] = [];
      assert.deepEqual(await sweepJobs(nomad.client, { note: (words) => notes.push(words) }), []);
      assert.match(notes.find((words) => words.includes(plan.tag))!, /slotbench run --attach /);

      const attached = Promise.withResolvers<void>();
      const outcome = attachRun(plan.runDir, {
        backend,
        signal: signal(),
        onProgress: ({ phase }) => phase === 'splitting' && attached.resolve(),
      });
      await Promise.race([attached.promise, outcome]);
      await assert.rejects(attachRun(plan.runDir, { backend, signal: signal() }), { code: 'RUN_BUSY' });
      assert.deepEqual(await outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });

      const meta = await readMeta(plan.runDir);
      assert.equal(meta.unseen!.unwatched.length, 1);
      const [{ from, to }] = meta.unseen!.unwatched as [{ from: string; to: string }];
      assert.ok(Date.parse(to) > Date.parse(from));
      assert.deepEqual(meta.unseen!.missing, []);
      for (const program of ['tracer', 'node-0', 'node-1', 'generator'])
        assert.equal(readFileSync(join(plan.runDir, program, 'exit_code'), 'utf8'), '0\n', program);
      assert.deepEqual(
        (await nomad.left()).filter((each) => each.includes(plan.tag)),
        [],
      );
      assert.deepEqual(readdirSync(place.tmp), []);
      await assert.rejects(attachRun(plan.runDir, { backend, signal: signal() }), {
        code: 'RUN_OVER',
        message: /is over: it is complete since /,
      });
    }));

  test('a run whose way to Nomad is cut for 20 s goes on unharmed; the silence is told', () =>
    inPlace(async (place) => {
      const proxy = await startCutProxy(nomad.access.address);
      try {
        const backend = nomadExecBackend({
          env: {
            NOMAD_ADDR: proxy.address,
            NOMAD_TOKEN: nomad.access.token!,
            XDG_CACHE_HOME: join(root, 'cache'),
          },
          tmp: place.tmp,
        });
        // node-1 ends while nobody can hear it.
        const lasting = { 'node-0': { exitAfterMs: CUT_MS + 4000 }, 'node-1': { exitAfterMs: CUT_MS / 2 } };
        const plan = await prepareStandIns(
          place,
          lasting,
          { composition: { n_singular_hosts: 2, locations: [DATACENTERS[0]] } },
          backend,
        );
        const onProgress = ({ phase }: Progress) => {
          if (phase !== 'splitting') return;
          proxy.cut();
          void sleep(CUT_MS).then(() => proxy.mend());
        };
        let begun = false;
        const outcome = await executeRun(plan, {
          backend,
          signal: signal(),
          onProgress: (progress) => {
            if (begun || progress.phase !== 'splitting') return;
            begun = true;
            onProgress(progress);
          },
        });
        assert.deepEqual(outcome, { runDir: plan.runDir, tag: plan.tag, status: 'complete' });
        const { unseen } = await readMeta(plan.runDir);
        for (const host of ['node-0', 'node-1'])
          assert.ok(
            unseen!.silent.some(
              (silence) =>
                silence.host === host && Date.parse(silence.to!) - Date.parse(silence.from) >= CUT_MS - 1000,
            ),
            JSON.stringify(unseen),
          );
        assert.deepEqual([unseen!.unwatched, unseen!.missing], [[], []]);
        assert.equal(existsSync(join(plan.runDir, 'nomad', 'fetched')), false);
      } finally {
        await proxy.close();
      }
    }));
});

/** A process that executes a prepared run; its phases are its output. */
function startRunner(plan: RunPlan, tmp: string) {
  const at = (path: string) => new URL(`../../src/${path}`, import.meta.url).href;
  const source = `import { executeRun } from '${at('index.ts')}';
    import { nomadExecBackend } from '${at('nomad/exec-backend.ts')}';
    const backend = nomadExecBackend({ env: { XDG_CACHE_HOME: '${join(root, 'cache')}' }, agents: '${nomad.folder}', tmp: '${tmp}' });
    await executeRun(${JSON.stringify(plan)}, { backend, signal: new AbortController().signal, onProgress: ({ phase }) => console.log(phase) });`;
  const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: new URL('../..', import.meta.url),
  });
  const exited = once(child, 'exit');
  return {
    pid: child.pid!,
    async phase(name: string) {
      let said = '';
      for await (const text of child.stdout.setEncoding('utf8')) {
        said += text;
        if (said.split('\n').includes(name)) return;
      }
      throw new Error(`the run ended before ${name}: ${said}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

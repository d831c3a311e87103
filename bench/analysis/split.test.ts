import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AnalysisError, analyseRun, type Results } from '@slotbench/analysis';
import { randomFrom } from './random.ts';
import { synthesise } from './synthesise.ts';

// Each thread loads the analysis anew, half a second: each number of workers stands only where it tells most.
const HOSTS = ['node-0', 'node-1', 'node-2', 'node-3', 'node-4'];
let dir = '';
let whole: Results;

const analyse = (workers: number) => analyseRun(dir, { now: () => new Date(0), workers });

describe('whatever the workers, the files and the order of hosts', () => {
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'slotbench-split-'));
    synthesise(dir, { seed: 5, hosts: HOSTS.length, slots: 300 });
    whole = await analyse(0);
    assert.ok(whole.chain.length > 5);
  });
  after(() => rmSync(dir, { recursive: true }));

  for (const workers of [1, 9]) {
    test(`${workers} workers find what none finds`, async () => {
      assert.deepEqual(await analyse(workers), whole);
    });
  }

  for (const [seed, workers] of [
    [1, 0],
    [2, 2],
  ] as const) {
    test(`logs cut into files at any line feed, by seed ${seed}, say the same to ${workers} workers`, async () => {
      const random = randomFrom(seed);
      const parts: string[] = [];
      for (const host of HOSTS) {
        const log = readFileSync(join(dir, host, 'stdout'));
        let from = 0;
        for (let part = 10; from < log.length; part++) {
          const end = log.indexOf(10, Math.min(log.length - 1, from + random.between(0, 60_000))) + 1;
          parts.push(join(dir, host, `stdout-${part}`));
          writeFileSync(parts.at(-1)!, log.subarray(from, end));
          from = end;
        }
        renameSync(join(dir, host, 'stdout'), join(dir, host, 'whole'));
      }
      try {
        assert.ok(parts.length > HOSTS.length * 2);
        assert.deepEqual(withoutFiles(await analyse(workers)), withoutFiles(whole));
      } finally {
        for (const path of parts) rmSync(path);
        for (const host of HOSTS) renameSync(join(dir, host, 'whole'), join(dir, host, 'stdout'));
      }
    });
  }

  test('hosts in another order give the same chain and the same figures', async () => {
    // The longest log comes first in the queue, not the first host; here the hosts change their names as well.
    const names = HOSTS.map((_, i) => HOSTS[(i + 2) % HOSTS.length]!);
    const rename = (from: readonly string[], to: readonly string[]) => {
      for (const name of from) renameSync(join(dir, name), join(dir, `${name}.moved`));
      for (const [i, name] of from.entries()) renameSync(join(dir, `${name}.moved`), join(dir, to[i]!));
    };
    rename(HOSTS, names);
    try {
      for (const workers of [0, 2]) {
        const { chain, metrics } = await analyse(workers);
        assert.deepEqual(
          chain.blocks.map((block) => ({ ...block, forger: HOSTS[names.indexOf(block.forger!)] })),
          whole.chain.blocks,
        );
        for (const [i, { id, value }] of metrics.entries()) {
          const expected = whole.metrics[i]!;
          assert.equal(id, expected.id);
          // The deviation of machine figures is a plain sum over the hosts: its last digits know their order.
          const { stddev, ...exact } = value ?? { stddev: 0 };
          const { stddev: expectedStddev, ...expectedExact } = expected.value ?? { stddev: 0 };
          assert.deepEqual(exact, expectedExact, id);
          assert.ok(Math.abs(stddev - expectedStddev) <= 1e-9 * (1 + expectedStddev), id);
        }
      }
    } finally {
      rename(names, HOSTS);
    }
  });

  test('an abort ends the threads, before and while they read', async () => {
    const refused = (error: AnalysisError) => error.code === 'ANALYSIS_ABORTED';
    const options = { now: () => new Date(0), workers: 2 };
    await assert.rejects(analyseRun(dir, { ...options, signal: AbortSignal.abort() }), refused);
    await assert.rejects(analyseRun(dir, { ...options, signal: AbortSignal.timeout(20) }), refused);
  });
});

/** What must not depend on files: all but their list, their number, and where in them lines are unreadable. */
function withoutFiles(results: Results): unknown {
  return {
    ...results,
    provenance: { ...results.provenance, logs: null },
    hosts: results.hosts.map((host) => ({ ...host, logs: { ...host.logs, files: null } })),
    quality: results.quality.filter((item) => item.id !== 'garbageLines'),
  };
}

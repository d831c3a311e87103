import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { analyseRun, followRun, type Results } from '@slotbench/analysis';
import { syntheticRun } from './synthetic-run.ts';

const now = () => new Date('2026-05-04T11:00:00Z');

/** A run of which only as much is there as the test lets grow. */
function growingRun() {
  const { files } = syntheticRun({ slots: 60 });
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-follow-'));
  const put = (name: string, text: string | Buffer) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  const isLog = (name: string) => name.startsWith('tracer/node');
  for (const [name, text] of files) if (!isLog(name) && name !== 'meta.json') put(name, text);
  const meta = JSON.parse(files.get('meta.json')!);
  const running = { ...meta, meta: { ...meta.meta, status: 'running' } };
  put('meta.json', JSON.stringify(running));
  // One file a host.
  const byHost = new Map<string, { name: string; text: string }>();
  for (const [name, text] of files)
    if (isLog(name)) {
      const host = dirname(name);
      const before = byHost.get(host);
      byHost.set(host, { name: before?.name ?? name, text: (before?.text ?? '') + text });
    }
  const logs = [...byHost.values()];
  return {
    dir,
    logs,
    put,
    /** The share of every log that is there now; a line may end in the middle. */
    grow(from: number, to: number) {
      for (const { name, text } of logs) {
        mkdirSync(dirname(join(dir, name)), { recursive: true });
        appendFileSync(
          join(dir, name),
          text.slice(Math.floor(text.length * from), Math.floor(text.length * to)),
        );
      }
    },
    end: () => put('meta.json', files.get('meta.json')!),
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
}

test('the results of a growing run grow, and the last are those of an analysis', async () => {
  const run = growingRun();
  try {
    const steps = [
      () => run.grow(0, 0.33),
      () => run.grow(0.33, 0.5001),
      () => {},
      () => run.grow(0.5001, 1),
      () => run.end(),
    ];
    const seen: Results[] = [];
    for await (const results of followRun(run.dir, { now, pause: async () => steps.shift()?.() }))
      seen.push(results);
    assert.equal(seen.length, 5);
    const blocks = seen.map(({ chain }) => chain.length);
    assert.ok(
      blocks[0]! > 0 && blocks[0]! < blocks[1]! && blocks[1] === blocks[2] && blocks[2]! < blocks[3]!,
      String(blocks),
    );
    assert.equal(seen[0]!.status.state, 'incomplete');
    assert.deepEqual(seen.at(-1), await analyseRun(run.dir, { now }));
  } finally {
    run.dispose();
  }
});

test('files that rotate, are packed and come anew are read once, whatever was read before', async () => {
  const run = growingRun();
  try {
    const [first] = run.logs;
    const half = first!.text.indexOf('\n', first!.text.length / 2) + 1;
    const later = first!.name.replace(/node-[^/]*$/, 'node-2026-05-04T10-00-59.json');
    const path = join(run.dir, first!.name);
    const steps = [
      () => run.grow(0, 0.4),
      () => {
        // The collector goes on in another file.
        appendFileSync(path, first!.text.slice(Math.floor(first!.text.length * 0.4), half));
        run.put(later, first!.text.slice(half, half + 1000));
        for (const { name, text } of run.logs.slice(1)) run.put(name, text);
      },
      () => {
        // And packs the one before.
        run.put(`${first!.name}.gz`, gzipSync(readFileSync(path)));
        rmSync(path);
        appendFileSync(join(run.dir, later), first!.text.slice(half + 1000));
      },
      () => renameSync(join(run.dir, later), join(run.dir, `${later}-`)),
      () => renameSync(join(run.dir, `${later}-`), join(run.dir, later)),
      () => run.end(),
    ];
    let last: Results | undefined;
    for await (const results of followRun(run.dir, { now, pause: async () => steps.shift()?.() }))
      last = results;
    const whole = await analyseRun(run.dir, { now });
    assert.deepEqual({ ...last, provenance: null }, { ...whole, provenance: null });
    assert.equal(last!.provenance.logs.length, run.logs.length + 1);
  } finally {
    run.dispose();
  }
});

test('a file that grows although a newer one is there is not overlooked', async () => {
  const run = growingRun();
  try {
    const { name, text } = run.logs[0]!;
    const half = text.indexOf('\n', text.length / 2) + 1;
    const later = name.replace(/node-[^/]*$/, 'node-2026-05-04T10-00-59.json');
    const steps = [
      () => {
        for (const log of run.logs) run.put(log.name, log.text);
        run.put(name, text.slice(0, half - 500));
        run.put(later, text.slice(half));
      },
      () => appendFileSync(join(run.dir, name), text.slice(half - 500, half)),
      () => run.end(),
    ];
    let last: Results | undefined;
    for await (const results of followRun(run.dir, { now, pause: async () => steps.shift()?.() }))
      last = results;
    assert.deepEqual(last, await analyseRun(run.dir, { now }));
  } finally {
    run.dispose();
  }
});

test('Ctrl-C ends with the results of what there is', async () => {
  const run = growingRun();
  const stop = new AbortController();
  try {
    const steps = [() => run.grow(0, 0.5), () => stop.abort()];
    const seen: Results[] = [];
    const pause = async () => steps.shift()?.();
    for await (const results of followRun(run.dir, { now, pause, signal: stop.signal })) seen.push(results);
    assert.equal(seen.length, 2);
    assert.ok(seen[1]!.chain.length > 0);
  } finally {
    run.dispose();
  }
});

test('a run that ends without a log is refused, one that was over before is analysed once', async () => {
  const run = growingRun();
  try {
    const empty = followRun(run.dir, { now, pause: async () => run.end() });
    await assert.rejects(empty.next(), { code: 'RUN_NO_LOGS' });
    run.grow(0, 1);
    const seen: Results[] = [];
    for await (const results of followRun(run.dir, { now, pause: async () => assert.fail('no pause') }))
      seen.push(results);
    assert.equal(seen.length, 1);
  } finally {
    run.dispose();
  }
});

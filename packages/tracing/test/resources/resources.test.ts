import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTracing, parseTraceConfig, sampleResources, startResourceSampling } from '../../src/index.ts';
import { watchEventLoop } from '../../src/resources/event-loop.ts';
import { watchGarbage } from '../../src/resources/garbage.ts';
import { parseIo, parseStat } from '../../src/resources/process-files.ts';
import { FakeClock, MemorySink } from '../fakes.ts';

const onLinux = process.platform === 'linux' ? {} : { skip: 'only Linux has /proc' };

test('the fields of /proc/self/stat, whatever the name of the process', () => {
  const fields = Array.from({ length: 50 }, (_, i) => String(i + 3));
  const text = `4711 (a) b (c) S ${fields.slice(1).join(' ')}\n`;
  assert.deepEqual(parseStat(text), {
    cpuCentiseconds: 14 + 15,
    rssBytes: 24 * 4096,
    blockIoCentiseconds: 42,
    threads: 20,
  });
});

test('the counters of /proc/self/io', () => {
  const text =
    'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 9\n';
  assert.deepEqual(parseIo(text), { readBytes: 4096, writtenBytes: 8192 });
  assert.deepEqual(parseIo(''), { readBytes: 0, writtenBytes: 0 });
});

test('a sample agrees with what the system says by other ways', onLinux, () => {
  const { stats, missing } = sampleResources();
  assert.equal(missing, undefined);
  const status = readFileSync('/proc/self/status', 'utf8');
  const rss = Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024;
  assert.ok(Math.abs(stats.RSS - rss) < rss * 0.2, `${stats.RSS} and ${rss}`);
  assert.equal(stats.Threads, Number(/Threads:\s+(\d+)/.exec(status)![1]));
  const { user, system } = process.cpuUsage();
  assert.ok(Math.abs(stats.CentiCpu - (user + system) / 10_000) < 10);
});

test('allocation and collections are counted', () => {
  const watch = watchGarbage();
  const before = watch.totals();
  let kept: unknown[] = [];
  const objects = 2_000_000;
  for (let i = 0; i < objects; i++) {
    kept.push({ i, next: kept.length });
    if (kept.length > 1000) kept = [];
  }
  const after = watch.totals();
  watch.stop();
  const bytes = after.allocatedBytes - before.allocatedBytes;
  // An object of two small integers takes 28 to 56 bytes.
  assert.ok(bytes > objects * 20 && bytes < objects * 200, `${bytes} bytes`);
  assert.ok(after.minor > before.minor);
  assert.ok(after.collectionMs > before.collectionMs);
});

test('the longest stop is of one collection and is told once', () => {
  const watch = watchGarbage();
  let kept: unknown[] = [];
  for (let i = 0; i < 5_000_000; i++) {
    kept.push({ i, next: kept.length });
    if (kept.length > 100_000) kept = [];
  }
  const { pauseMaxMs, collectionMs, major, minor } = watch.totals();
  assert.ok(minor + major > 1);
  assert.ok(pauseMaxMs > 0 && pauseMaxMs < collectionMs, `${pauseMaxMs} of ${collectionMs} ms`);
  const next = watch.totals();
  watch.stop();
  assert.ok(next.pauseMaxMs === 0 || next.minor + next.major > minor + major);
});

test('a blocked event loop is seen as lag and as busy', async () => {
  const watch = watchEventLoop();
  await sleep(40);
  const until = performance.now() + 150;
  while (performance.now() < until);
  await sleep(40);
  const blocked = watch.read();
  watch.stop();
  assert.ok(blocked.lagMaxMs > 100, `lag ${blocked.lagMaxMs} ms`);
  assert.ok(blocked.busy > 0.4 && blocked.busy <= 1, `busy ${blocked.busy}`);
  assert.ok(blocked.lagMeanMs > 0 && blocked.lagMeanMs < blocked.lagMaxMs);
});

test('a sample is traced at once, as message and as metrics', () => {
  const sink = new MemorySink();
  const clock = new FakeClock();
  const tracing = createTracing(parseTraceConfig({ TraceOptions: { Resources: { severity: 'Info' } } }), {
    stdout: sink,
    clock,
  });
  const stop = startResourceSampling(tracing, 60_000);
  stop();
  clock.advance(100);
  const { ns, sev, data } = JSON.parse(sink.lines[0]!);
  assert.equal(ns, 'Resources');
  assert.equal(sev, 'Info');
  assert.deepEqual(Object.keys(data), [
    'Alloc',
    'CentiBlkIO',
    'CentiCpu',
    'CentiGC',
    'CentiMut',
    'FsRd',
    'FsWr',
    'GcsMajor',
    'GcsMinor',
    'Heap',
    'JsExternal',
    'JsGcPauseMaxMs',
    'JsLoopBusy',
    'JsLoopLagMaxMs',
    'JsLoopLagMeanMs',
    'Live',
    'NetRd',
    'NetWr',
    'RSS',
    'Threads',
    'kind',
  ]);
  assert.equal(data.kind, 'ResourceStats');
  assert.equal(data.CentiMut, data.CentiCpu - data.CentiGC);
  const metrics = new Map([...tracing.source.metrics()].map(({ name, value }) => [name, value.value]));
  assert.equal(metrics.size, 20);
  assert.equal(metrics.get('Mem.resident_int'), BigInt(data.RSS));
});

test('a period of 0 samples nothing', () => {
  const tracer = () => assert.fail('made a tracer');
  startResourceSampling({ tracer }, 0)();
});

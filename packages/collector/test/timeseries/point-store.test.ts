import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pack, unpack } from '../../src/timeseries/chunk.ts';
import { PointSeries } from '../../src/timeseries/point-series.ts';
import { createPointStore } from '../../src/timeseries/point-store.ts';
import { labelsOf } from '../../src/timeseries/query/value.ts';
import { UnpackedChunks } from '../../src/timeseries/unpacked-chunks.ts';
import { randomFrom } from './random.ts';

const T = 1_700_000_000_000;
const free = () => {};

test('packing keeps every time and every bit of every value', () => {
  const random = randomFrom(1);
  const kinds: ((n: number) => number)[] = [
    (n) => n,
    () => Math.floor(random() * 2 ** 51) * (random() < 0.5 ? -1 : 1),
    () => 2 ** 53 + Math.floor(random() * 100),
    () => random() * 10 ** Math.floor(random() * 600 - 300),
    (n) => [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320][n % 6]!,
    (n) => Math.floor(n / 50) * 0.1,
  ];
  for (const kind of kinds)
    for (const count of [1, 2, 3, 300]) {
      let ms = T;
      const times = Array.from({ length: count }, () => {
        ms += Math.floor(random() * 2000) - (random() < 0.1 ? 100_000 : 0);
        return ms;
      });
      const values = times.map((_, n) => kind(n));
      const chunk = pack({ times, values });
      const found = unpack(chunk);
      assert.deepEqual(found, { times, values });
      assert.deepEqual(
        found.values.map((v) => Object.is(v, -0)),
        values.map((v) => Object.is(v, -0)),
      );
      assert.deepEqual([chunk.firstMs, chunk.lastMs], [Math.min(...times), Math.max(...times)]);
    }
});

test('a series answers as a sorted list does, whatever order and pruning', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed);
    const back = seed % 2 === 0 ? 0.05 : 0;
    const series = new PointSeries(labelsOf({ node_name: 'a' }), new UnpackedChunks());
    let naive = new Map<number, number>();
    for (let n = 0; n < 2_000; n++) {
      // Mostly onwards, sometimes back, sometimes the same time again.
      const ms = T + n * 10 - (random() < back ? Math.floor(random() * 3_000) : 0);
      series.add(ms, n);
      naive.set(ms, n);
      if (n % 700 === 699) {
        const cutoff = T + n * 10 - 6_000;
        series.prune(cutoff);
        naive = new Map([...naive].filter(([at]) => at >= cutoff));
      }
      if (n % 101 === 0) {
        const from = T + Math.floor(random() * n * 10);
        const to = from + Math.floor(random() * 5_000);
        const expected = [...naive].filter(([at]) => at >= from && at <= to).sort(([a], [b]) => a - b);
        assert.deepEqual(series.points(from, to, free), {
          times: expected.map(([at]) => at),
          values: expected.map(([, value]) => value),
        });
        assert.equal(series.newest(from, to, free), expected.at(-1)?.[1]);
      }
    }
    const { firstMs, lastMs } = series.span!;
    assert.equal(lastMs, Math.max(...naive.keys()));
    assert(firstMs <= Math.min(...naive.keys()) && firstMs >= T + 1_999 * 10 - 6_000 - 6_000);
    series.prune(T + 1e9);
    assert(series.empty);
    assert.equal(series.span, undefined);
  }
});

test('pruning drops exactly the points before the time; emptied names stay known', () => {
  const store = createPointStore();
  for (let n = 0; n < 1_000; n++) store.insert({ metric: 'm', node: 'a', ms: T + n, value: n });
  store.insert({ metric: 'short', node: 'a', ms: T, value: 1 });
  const values = () => store.samples('m', { fromMs: T, toMs: T + 999, stepMs: 1 }, free)[0]?.values;
  assert.equal(values()?.length, 1_000);
  const full = store.bytes;
  store.prune(T + 600);
  assert.equal(values()?.[0], 600);
  assert(store.bytes < full);
  store.prune(T + 1_000);
  assert.equal(values(), undefined);
  assert.deepEqual(store.metricNames(), ['m', 'short']);
  assert.equal(store.bytes, 0);
});

test('the number of series is bounded; metrics without points make room', () => {
  const store = createPointStore({ series: 3 });
  const insert = (metric: string, node: string, ms = T) => store.insert({ metric, node, ms, value: 1 });
  assert(insert('a', '1') && insert('a', '2') && insert('b', '1'));
  assert(!insert('b', '2'));
  assert(!insert('c', '1'));
  assert(insert('a', '1', T + 1));
  store.prune(T + 1);
  assert.deepEqual(store.metricNames(), ['a', 'b']);
  assert(insert('c', '1', T + 1));
  assert(insert('c', '2', T + 1));
  assert(!insert('c', '3', T + 1));
  assert.deepEqual(store.metricNames(), ['a', 'c']);
});

test('a million samples stay within the estimate, and the estimate within its bound', () => {
  const mostBytes = 2 << 20;
  const store = createPointStore({ bytes: mostBytes });
  let evictions = 0;
  let keptFromMs = 0;
  const random = randomFrom(7);
  for (let second = 0; second < 10_000; second++)
    for (let metric = 0; metric < 100; metric++) {
      const value = metric % 10 === 0 ? random() : second * metric;
      assert(store.insert({ metric: `m${metric}`, node: 'a', ms: T + second * 1_000, value }));
      const from = store.evict();
      if (from !== undefined) {
        evictions++;
        keptFromMs = from;
      }
      assert(store.bytes <= mostBytes);
    }
  assert(evictions > 0);
  const [series] = store.samples('m1', { fromMs: T, toMs: T + 9_999_000, stepMs: 1_000 }, free);
  assert.equal(series?.times[0], Math.ceil(keptFromMs / 1_000) * 1_000);
  assert.equal(series?.times.at(-1), T + 9_999_000);
  // 1,000,000 samples in 2 MiB: about half of them fit, which plain doubles would not.
  assert(series!.times.length > 2_000, `${series!.times.length} of 10000 points kept`);
});

test('what the store says it weighs is what the process grows by', () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    collect(); // the first one may leave array buffers to be swept
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const kept = []; // the first store must not be freed while the second grows
  for (const [seriesCount, points] of [
    [20_000, 5],
    [100, 10_000],
  ] as const) {
    const before = used();
    const store = createPointStore();
    kept.push(store);
    for (let second = 0; second < points; second++)
      for (let n = 0; n < seriesCount; n++)
        store.insert({
          metric: `m${n % 250}`,
          node: `node-${Math.floor(n / 250)}`,
          ms: T + second * 1_000,
          value: second * n,
        });
    const grown = used() - before;
    const ratio = grown / store.bytes;
    assert(ratio > 0.5 && ratio < 1.5, `${seriesCount} x ${points}: grew by ${grown}, said ${store.bytes}`);
    if (seriesCount === 100) assert(store.bytes < 8 << 20, `${store.bytes} bytes for a million points`);
  }
});

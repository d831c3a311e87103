import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPointStore } from '../../../src/timeseries/point-store.ts';
import { runQuery } from '../../../src/timeseries/query/query.ts';
import { plainDecimal } from '../../../src/timeseries/query/render-value.ts';
import { randomFrom } from '../random.ts';

/** The store as upstream describes it: a list of points, searched from end to end for every value. */
interface Point {
  readonly node: string;
  readonly ms: number;
  readonly value: number;
}

function instants(points: readonly Point[], atMs: number): Map<string, number> {
  const newest = new Map<string, Point>();
  for (const p of points) {
    if (p.ms > atMs || p.ms <= atMs - 300_000) continue;
    const old = newest.get(p.node);
    if (old === undefined || old.ms <= p.ms) newest.set(p.node, p);
  }
  return new Map([...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([node, p]) => [node, p.value]));
}

function range(points: readonly Point[], fromMs: number, toMs: number, stepMs: number) {
  const series = new Map<string, { times: number[]; values: number[] }>();
  for (let at = fromMs; at <= toMs; at += stepMs)
    for (const [node, value] of instants(points, at)) {
      const s = series.get(node) ?? { times: [], values: [] };
      series.set(node, s);
      s.times.push(at);
      s.values.push(value);
    }
  return new Map([...series].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Method 4 of R: the inverse of the empirical distribution function, interpolated. */
function quantile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const cumulated = (n: number) => n / sorted.length;
  const p = percent / 100;
  if (p <= cumulated(1)) return sorted[0]!;
  const above = sorted.findIndex((_, n) => cumulated(n + 1) >= p);
  const share = (p - cumulated(above)) * sorted.length;
  return sorted[above - 1]! + share * (sorted[above]! - sorted[above - 1]!);
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

for (let seed = 1; seed <= 60; seed++)
  test(`ranges and their summaries against a naive reading, seed ${seed}`, () => {
    const random = randomFrom(seed);
    const whole = (most: number) => Math.floor(random() * most);
    const store = createPointStore();
    const points: Point[] = [];
    const start = seed % 3 === 0 ? 0 : 1_700_000_000_000; // near 1970 the staleness window reaches below zero
    const nodes = ['a', 'b', 'c'].slice(0, 1 + whole(3));
    let ms = start;
    for (let n = 0; n < 600; n++) {
      ms += random() < 0.02 ? whole(600_000) : whole(5_000); // gaps longer than the staleness window
      const node = nodes[whole(nodes.length)]!;
      const value = random() < 0.5 ? whole(1_000) : random();
      points.push({ node, ms, value });
      store.insert({ metric: 'm', node, ms, value });
    }
    const now = ms + whole(400_000);
    const query = (text: string) => JSON.parse(runQuery(text, store, now)).result;

    for (let n = 0; n < 5; n++) {
      const at = start + whole(now - start + 400_000);
      const expected = [...instants(points, at)].map(([node, value]) => ({
        metric: { node_name: node },
        value: [at / 1000, plainDecimal(value)],
      }));
      assert.deepEqual(query(`m (epoch + ${at}ms)`), expected);

      const from = start + whole(now - start) - 100_000;
      const to = from + whole(1_000_000);
      const step = 1 + whole(60_000);
      // `epoch - ` for the negative times near 1970
      const time = (t: number) => (t < 0 ? `epoch - ${-t}ms` : `epoch + ${t}ms`);
      const text = `m[${time(from)}; ${time(to)} : ${step}ms]`;
      const series = range(points, from, to, step);
      const matrix = [...series].map(([node, s]) => ({
        metric: { node_name: node },
        values: s.values.map((value, k) => [s.times[k]! / 1000, plainDecimal(value)]),
      }));
      assert.deepEqual(query(text), matrix, text);
      // The same range of a function, which is called at each step.
      assert.deepEqual(query(`(\\t -> m t)${text.slice(1)}`), matrix, text);

      const percent = whole(101);
      const summaries: Record<string, (s: { times: number[]; values: number[] }) => [number, number]> = {
        increase: (s) => [s.times.at(-1)!, s.values.at(-1)! - s.values[0]!],
        rate: (s) => [s.times.at(-1)!, (s.values.at(-1)! - s.values[0]!) / (s.times.at(-1)! - s.times[0]!)],
        avg_over_time: (s) => [now, sum(s.values) / s.values.length],
        sum_over_time: (s) => [now, sum(s.values)],
        // 0.29 * 100 is 28.999999999999996, which counts as 28 %; upstream computes the same double.
        [`quantile_over_time ${percent / 100}`]: (s) => [
          s.times.at(-1)!,
          quantile(s.values, Math.floor((percent / 100) * 100)),
        ],
      };
      for (const [name, summary] of Object.entries(summaries)) {
        if (name === 'rate' && [...series.values()].some((s) => s.times.length === 1)) {
          assert.throws(() => query(`rate (${text})`), /Can't compute rate/);
          continue;
        }
        const found = query(`${name} (${text})`) as { metric: object; value: [number, string] }[];
        assert.deepEqual(
          found.map(({ metric }) => metric),
          [...series.keys()].map((node) => ({ node_name: node })),
        );
        [...series.values()].forEach((s, k) => {
          const [at, value] = summary(s);
          assert.equal(found[k]!.value[0], at / 1000, name);
          assert(close(Number(found[k]!.value[1]), value), `${name}: ${found[k]!.value[1]} for ${value}`);
        });
      }
    }
  });

test('values are written in plain decimal', () => {
  for (const [x, text] of [
    [42, '42.0'],
    [-0, '-0.0'],
    [0.001, '0.001'],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [1e21, '1000000000000000000000.0'],
    [-1.234e22, '-12340000000000000000000.0'],
    [123456.789, '123456.789'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ] as const)
    assert.equal(plainDecimal(x), text);
  const random = randomFrom(3);
  for (let n = 0; n < 2_000; n++) {
    const x = (random() - 0.5) * 10 ** Math.floor(random() * 80 - 40);
    assert.match(plainDecimal(x), /^-?\d+\.\d+$/);
    assert.equal(Number(plainDecimal(x)), x);
  }
});

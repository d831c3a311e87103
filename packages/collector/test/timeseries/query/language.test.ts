import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPointStore } from '../../../src/timeseries/point-store.ts';
import { elaborate } from '../../../src/timeseries/query/elaborate.ts';
import { parseQuery } from '../../../src/timeseries/query/parser.ts';
import { runQuery } from '../../../src/timeseries/query/query.ts';
import { QueryError } from '../../../src/timeseries/query/query-error.ts';
import { showType } from '../../../src/timeseries/query/types.ts';

const NOW = 1_000_000_000;

/** `m` has three nodes with 10, 20, 30; `half` two of them; `climb` goes 0, 1, 4, 9 on node a, 5, 5 on node b. */
const store = createPointStore();
const put = (metric: string, node: string, value: number, ms = NOW) =>
  assert(store.insert({ metric, node, ms, value }));
for (const [node, value] of [
  ['b', 20],
  ['a', 10],
  ['c', 30],
] as const)
  put('m', node, value);
put('half', 'a', 1);
put('half', 'c', 3);
[0, 1, 4, 9].forEach((value, n) => {
  put('climb', 'a', value, NOW - 45_000 + n * 15_000);
});
put('climb', 'b', 5, NOW - 30_000);
put('climb', 'b', 5, NOW);
put('once', 'a', 7);
put('stale', 'a', 1, NOW - 300_000);
put('fresh', 'a', 1, NOW - 299_999);
put('odd name', 'a', 1);
put('nowhere', 'a', 1);
put('let', 'a', 1);
put('gone', 'a', 1, NOW);

function names() {
  const all = store.metricNames();
  return { has: (name: string) => all.includes(name), names: () => all };
}
const typeOf = (query: string) => showType(elaborate(parseQuery(query), names()).type);

/** A result in a short form: values by node for vectors, the JSON's own words otherwise. */
function short(query: string): unknown {
  const data = JSON.parse(runQuery(query, store, NOW));
  type Item = { metric: { node_name?: string }; value: [number, string]; values: [number, string][] };
  const byNode = (show: (item: Item) => string) =>
    Object.fromEntries(data.result.map((item: Item) => [item.metric.node_name ?? '', show(item)]));
  switch (data.resultType) {
    case 'scalar':
      return data.result;
    case 'truth':
    case 'falsity':
      return data.resultType === 'truth';
    case 'vector':
      return byNode(({ value }) => value[1]);
    case 'matrix':
      return byNode(({ values }) => values.map(([t, v]) => `${t - NOW / 1000}:${v}`).join(' '));
    case 'pair': {
      const { resultType, ...parts } = data;
      return parts;
    }
    default:
      return data.result === undefined ? data.resultType : { [data.resultType]: data.result };
  }
}

const VECTOR = 'InstantVector Scalar';
const MATRIX = 'RangeVector Scalar';
const ALL = { a: '10.0', b: '20.0', c: '30.0' };

const cases: [query: string, type: string, value: unknown][] = [
  // literals
  ['42', 'Scalar', 42],
  ['-3.14', 'Scalar', -3.14],
  ['+2', 'Scalar', 2],
  ['1.5e3', 'Scalar', 1500],
  ['true', 'Bool', true],
  ['false', 'Bool', false],
  ['now', 'Timestamp', { timestamp: 1_000_000 }],
  ['epoch', 'Timestamp', { timestamp: 0 }],
  ['100ms', 'Duration', { duration: 0.1 }],
  ['5s', 'Duration', { duration: 5 }],
  ['3m', 'Duration', { duration: 180 }],
  ['2h', 'Duration', { duration: 7200 }],
  ['"text"', 'Text', { text: 'text' }],
  ['""', 'Text', { text: '' }],
  ['()', 'Unit', 'unit'],
  ['(1, true)', '(Scalar, Bool)', { fst: { resultType: 'scalar', result: 1 }, snd: { resultType: 'truth' } }],
  ['snd (snd (1, 2, 3))', 'Scalar', 3],
  ['fst (1, 2, 3)', 'Scalar', 1],
  // arithmetic
  ['1 + 2 * 3', 'Scalar', 7],
  ['(1 + 2) * 3', 'Scalar', 9],
  ['10 / 4', 'Scalar', 2.5],
  ['5 - 2 - 1', 'Scalar', 2],
  ['8 / 2 / 2', 'Scalar', 2],
  ['1-5', 'Scalar', -4],
  ['5 - -3', 'Scalar', 8],
  ['1 / 0', 'Scalar', null],
  ['now + 1s', 'Timestamp', { timestamp: 1_000_001 }],
  ['1s + now', 'Timestamp', { timestamp: 1_000_001 }],
  ['now - 1h', 'Timestamp', { timestamp: 996_400 }],
  ['epoch + 1500ms', 'Timestamp', { timestamp: 1.5 }],
  ['1s + 2m', 'Duration', { duration: 121 }],
  ['m now + 1', VECTOR, { a: '11.0', b: '21.0', c: '31.0' }],
  ['m now - 1', VECTOR, { a: '9.0', b: '19.0', c: '29.0' }],
  ['m now * 2', VECTOR, { a: '20.0', b: '40.0', c: '60.0' }],
  ['m now / 4', VECTOR, { a: '2.5', b: '5.0', c: '7.5' }],
  ['1 + m now', VECTOR, { a: '11.0', b: '21.0', c: '31.0' }],
  ['5 - m now', VECTOR, { a: '-5.0', b: '-15.0', c: '-25.0' }], // upstream gives m now - 5
  ['60 / m now', VECTOR, { a: '6.0', b: '3.0', c: '2.0' }], // upstream gives m now / 60
  ['once[now; now] * 2', MATRIX, { a: '0:14.0' }],
  ['10 - once[now; now]', MATRIX, { a: '0:3.0' }],
  // relations and logic
  ['1 == 1', 'Bool', true],
  ['1 != 1', 'Bool', false],
  ['1 < 2', 'Bool', true],
  ['2 <= 1', 'Bool', false],
  ['2 > 1', 'Bool', true],
  ['1 >= 2', 'Bool', false],
  ['1 + 1 < 3 && 2 > 1', 'Bool', true],
  ['true == false', 'Bool', false],
  ['true != false', 'Bool', true],
  ['m now > 15', VECTOR, { b: '20.0', c: '30.0' }],
  ['m now >= 20', VECTOR, { b: '20.0', c: '30.0' }],
  ['m now < 20', VECTOR, { a: '10.0' }],
  ['m now <= 20', VECTOR, { a: '10.0', b: '20.0' }],
  ['m now == 20', VECTOR, { b: '20.0' }],
  ['m now != 20', VECTOR, { a: '10.0', c: '30.0' }],
  ['15 > m now', VECTOR, { a: '10.0' }],
  ['15 < m now', VECTOR, { b: '20.0', c: '30.0' }],
  ['true && false', 'Bool', false],
  ['false || true', 'Bool', true],
  ['true || true && false', 'Bool', true],
  ['!true', 'Bool', false],
  ['! false', 'Bool', true],
  ['!(1 == 2)', 'Bool', true],
  // names
  ['let x = 2 in x * 3', 'Scalar', 6],
  ['let x = 1 in let x = 2 in x', 'Scalar', 2],
  ['let x = let y = 1 in y in x', 'Scalar', 1],
  ['let f = \\x -> x + 1 in f 2', 'Scalar', 3],
  ['(\\f -> f 1) (\\x -> x + 1)', 'Scalar', 2],
  ['let f = \\x -> x + 1 in let g = \\x -> f (f x) in g 3', 'Scalar', 5],
  ['(\\x -> \\y -> x - y) 5 3', 'Scalar', 2],
  ['\\x -> x', '?1 -> ?1', 'function'],
  ['\\x -> !x', 'Bool -> Bool', 'function'],
  ['\\x -> now + x', 'Duration -> Timestamp', 'function'],
  ['\\x -> x - 1s', 'Timestamp -> Timestamp', 'function'],
  ['\\x -> (x == true) && true', 'Bool -> Bool', 'function'],
  ['\\x -> \\y -> x == y && true', 'Scalar -> Scalar -> Bool', 'function'],
  ['\\x -> \\y -> x < y && true', 'Scalar -> Scalar -> Bool', 'function'],
  ['let m = 1 in m', 'Scalar', 1], // hides the metric
  ['m', 'Timestamp -> InstantVector Scalar', 'function'],
  ['m now', VECTOR, ALL],
  ['m epoch', VECTOR, {}],
  ['`odd name` now', VECTOR, { a: '1.0' }],
  ['`let` now', VECTOR, { a: '1.0' }],
  ['nowhere now', VECTOR, { a: '1.0' }],
  ['stale now', VECTOR, {}],
  ['fresh now', VECTOR, { a: '1.0' }],
  ['let x = 1 in\n  x\n  + 1', 'Scalar', 2],
  // functions
  ['fst (1, true)', 'Scalar', 1],
  ['snd (1, true)', 'Bool', true],
  ['min (m now)', 'Scalar', 10],
  ['max (m now)', 'Scalar', 30],
  ['avg (m now)', 'Scalar', 20],
  ['abs (-3)', 'Scalar', 3],
  ['abs -3', 'Scalar', 3],
  ['round 2.3', 'Scalar', 2],
  ['round 2.5', 'Scalar', 2],
  ['round 3.5', 'Scalar', 4],
  ['round -2.5', 'Scalar', -2],
  ['round -0.5', 'Scalar', 0],
  ['round 2.7', 'Scalar', 3],
  ['filter (\\x -> x > 15) (m now)', VECTOR, { b: '20.0', c: '30.0' }],
  ['filter (\\x -> true) (m now)', VECTOR, ALL],
  ['map (\\x -> x * x) (m now)', VECTOR, { a: '100.0', b: '400.0', c: '900.0' }],
  ['map (\\x -> x > 15) (m now)', 'InstantVector Bool', { a: 'false', b: 'true', c: 'true' }],
  ['map (\\x -> round (x / 4)) (m now)', VECTOR, { a: '2.0', b: '5.0', c: '8.0' }],
  ['join (half now) (m now)', 'InstantVector (Scalar, Scalar)', { a: '(1.0, 10.0)', c: '(3.0, 30.0)' }],
  ['map (\\p -> snd p / fst p) (join (half now) (m now))', VECTOR, { a: '10.0', c: '10.0' }],
  ['unless (m now) (half now)', VECTOR, { b: '20.0' }],
  ['unless (m now) (m now)', VECTOR, {}],
  ['(m now){"node_name" = "b"}', VECTOR, { b: '20.0' }],
  ['(m now){"node_name" != "b"}', VECTOR, { a: '10.0', c: '30.0' }],
  ['(m now){"node_name" != "b", "node_name" != "c"}', VECTOR, { a: '10.0' }],
  ['(m now){"other" = "b"}', VECTOR, {}],
  ['(m now) {}', VECTOR, ALL],
  ['climb[now - 45s; now : 15s]', MATRIX, { a: '-45:0.0 -30:1.0 -15:4.0 0:9.0', b: '-30:5.0 -15:5.0 0:5.0' }],
  ['climb [now - 45s; now]', MATRIX, { a: '-45:0.0 -30:1.0 -15:4.0 0:9.0', b: '-30:5.0 -15:5.0 0:5.0' }],
  ['climb[now - 40s; now - 1s : 20s]', MATRIX, { a: '-40:0.0 -20:1.0', b: '-20:5.0' }],
  ['climb[now; now - 1s]', MATRIX, {}],
  ['(\\t -> climb (t - 15s))[now - 15s; now]', MATRIX, { a: '-30:1.0 -15:4.0', b: '-30:5.0 -15:5.0' }],
  ['(\\t -> climb t > 4)[now - 45s; now]', MATRIX, { a: '0:9.0', b: '-30:5.0 -15:5.0 0:5.0' }],
  ['increase (climb[now - 45s; now])', VECTOR, { a: '9.0', b: '0.0' }],
  ['increase climb[now - 45s; now]', VECTOR, { a: '9.0', b: '0.0' }],
  ['rate (climb[now - 45s; now])', VECTOR, { a: '0.0002', b: '0.0' }],
  ['avg_over_time (climb[now - 45s; now])', VECTOR, { a: '3.5', b: '5.0' }],
  ['sum_over_time (climb[now - 45s; now])', VECTOR, { a: '14.0', b: '15.0' }],
  ['quantile_over_time 0.5 (climb[now - 45s; now])', VECTOR, { a: '1.0', b: '5.0' }],
  ['quantile_over_time 0.9 (climb[now - 45s; now])', VECTOR, { a: '7.0', b: '5.0' }],
  ['quantile_over_time 0 (climb[now - 45s; now])', VECTOR, { a: '0.0', b: '5.0' }],
  ['quantile_over_time 1 (climb[now - 45s; now])', VECTOR, { a: '9.0', b: '5.0' }],
  ['quantile_by () 0.5 (m now)', VECTOR, { '': '15.0' }],
  ['quantile_by ("node_name") 0.5 (m now)', VECTOR, ALL],
  ['quantile_by ("x", "node_name") 1 (m now)', VECTOR, ALL],
  ['to_scalar 5', 'Scalar', 5],
  ['to_scalar true', 'Scalar', 1],
  ['to_scalar false', 'Scalar', 0],
  ['to_scalar 1s', 'Scalar', 1000],
  ['to_scalar now', 'Scalar', NOW],
  ['map (\\x -> to_scalar (x > 15)) (m now)', VECTOR, { a: '0.0', b: '1.0', c: '1.0' }],
  ['metrics', 'List Text', 'cons'],
];

for (const [query, type, value] of cases)
  test(`${query} : ${type}`, () => {
    assert.equal(typeOf(query), type);
    assert.deepEqual(short(query), value);
  });

test('vectors carry the time of the query, summaries of ranges the newest point’s or the query’s', () => {
  const times = (query: string) =>
    JSON.parse(runQuery(query, store, NOW + 5_000)).result.map(({ value }: { value: [number] }) => value[0]);
  assert.deepEqual(times('once now'), [1_000_005]);
  assert.deepEqual(times('once (now - 5s)'), [1_000_000]);
  const range = '(once[now - 5s; now - 2s : 1s])';
  for (const newest of [`increase ${range}`, `rate ${range}`, `quantile_over_time 0.5 ${range}`])
    assert.deepEqual(times(newest), [1_000_003], newest);
  for (const now of [`avg_over_time ${range}`, `sum_over_time ${range}`, 'quantile_by () 0.5 (once now)'])
    assert.deepEqual(times(now), [1_000_005], now);
});

test('metrics is the list of all names in order', () => {
  const names: string[] = [];
  let at = JSON.parse(runQuery('metrics', store, NOW));
  for (; at.resultType === 'cons'; at = at.tail) names.push(at.head.result);
  assert.equal(at.resultType, 'nil');
  assert.deepEqual(names, store.metricNames());
  assert.equal(runQuery('metrics', createPointStore(), NOW), '{"resultType":"nil"}');
});

const failures: [query: string, stage: string, place: string, text: RegExp][] = [
  // parse
  ['', 'parse', '1:1', /unexpected end of input\nexpecting an expression/],
  ['1 +', 'parse', '1:4', /end of input/],
  ['(1 + 2', 'parse', '1:7', /expecting \)/],
  ['1)', 'parse', '1:2', /unexpected '\)'/],
  ['let', 'parse', '1:4', /expecting a name/],
  ['let x = 1', 'parse', '1:10', /expecting `in`/],
  ['\\x', 'parse', '1:3', /expecting ->/],
  ['in', 'parse', '1:1', /`in` is a word of the language, write it between backticks/],
  ['1 @ 2', 'parse', '1:3', /unexpected '@'/],
  ['1\n+ §', 'parse', '2:3', /2 \| \+ §\n {2}\| {3}\^/],
  ['5d', 'parse', '1:2', /unexpected 'd'/],
  ['"open', 'parse', '1:1', /does not end/],
  ['`open', 'parse', '1:1', /does not end/],
  ['9999999999999999h', 'parse', '1:1', /too long/],
  [
    'rate(m[now - 1m; now])',
    'parse',
    '1:1',
    /Wrong number of arguments \(0\) for `rate`.*needs a space before/,
  ],
  ['fst', 'parse', '1:1', /Wrong number of arguments \(0\) for `fst`, which takes 1/],
  ['filter (m now)', 'parse', '1:1', /Wrong number of arguments \(1\) for `filter`, which takes 2/],
  ['metrics 1', 'parse', '1:1', /Wrong number of arguments \(1\) for `metrics`/],
  ['map abs (m now)', 'parse', '1:1', /Wrong number of arguments \(0\) for `map`/],
  ['m now)', 'parse', '1:6', /an operator or the end/],
  ['m[now]', 'parse', '1:6', /expecting ;/],
  ['(m now){"a" "b"}', 'parse', '1:13', /= or !=/],
  ['(m now){a = "b"}', 'parse', '1:9', /a text in double quotes/],
  ['earliest 1', 'parse', '1:10', /expecting a name/],
  ['('.repeat(300), 'parse', '1:201', /more than 200 expressions/],
  [`1${' + 1'.repeat(3000)}`, 'parse', '1:8193', /more than 4096 words/],
  [' '.repeat(40_000), 'parse', '1:1', /40000 characters/],
  // types
  ['nm now', 'elaborate', '1:1', /Undefined name: nm\. Did you mean: m @ input:1:1$/],
  ['completely_different now', 'elaborate', '1:1', /Undefined name: completely_different @/],
  ['1 + now', 'elaborate', '1:1', /constraint: Duration = Scalar @ input:1:1/],
  ['now + now', 'elaborate', '1:1', /Duration = Timestamp/],
  ['now - now', 'elaborate', '1:1', /Duration = Timestamp/],
  ['1s - 1s', 'elaborate', '1:1', /No such operation: Duration - Duration/],
  ['2 * 1s', 'elaborate', '1:1', /No such operation: Scalar \* Duration/],
  ['true + true', 'elaborate', '1:1', /No such operation: Bool \+ Bool/],
  ['m now + m now', 'elaborate', '1:1', /Scalar = InstantVector Scalar/],
  ['m now > m now', 'elaborate', '1:1', /Scalar = InstantVector Scalar/],
  ['now == now', 'elaborate', '1:1', /No such operation: Timestamp == Timestamp/],
  ['1s < 2s', 'elaborate', '1:1', /No such operation: Duration < Duration/],
  ['true < false', 'elaborate', '1:1', /No such operation: Bool < Bool/],
  ['1 < 2 < 3', 'elaborate', '1:1', /No such operation: Bool < Scalar/],
  ['1 && true', 'elaborate', '1:1', /Bool = Scalar/],
  ['true && 1', 'elaborate', '1:9', /Bool = Scalar/],
  ['! 1', 'elaborate', '1:3', /Bool = Scalar/],
  ['let x = 1 in x && true', 'elaborate', '1:14', /Bool = Scalar/],
  ['1 5', 'elaborate', '1:1', /= Scalar/],
  ['1 -5', 'elaborate', '1:1', /= Scalar/],
  ['fst 1', 'elaborate', '1:5', /\(\?\d+, \?\d+\) = Scalar/],
  ['abs now', 'elaborate', '1:5', /Scalar = Timestamp/],
  ['abs (m now)', 'elaborate', '1:6', /Scalar = InstantVector Scalar/],
  ['round true', 'elaborate', '1:7', /Scalar = Bool/],
  ['min true', 'elaborate', '1:5', /InstantVector Scalar = Bool/],
  ['rate (m now)', 'elaborate', '1:7', /RangeVector Scalar = InstantVector Scalar/],
  ['increase m', 'elaborate', '1:10', /RangeVector Scalar = Timestamp -> InstantVector Scalar/],
  ['filter (\\x -> x) (m now)', 'elaborate', /* the vector */ '1:19', /Bool|Scalar/],
  [
    'to_scalar (m now)',
    'elaborate',
    '1:1',
    /to_scalar can't be applied to an expression of type InstantVector/,
  ],
  ['to_scalar (1, 2)', 'elaborate', '1:1', /type \(Scalar, Scalar\)/],
  ['m now{"a" = "b"}', 'elaborate', '1:3', /Timestamp = InstantVector \?\d+/],
  ['m[now - 1h; 5]', 'elaborate', '1:13', /Timestamp = Scalar/],
  ['m[now - 1h; now : 5]', 'elaborate', '1:19', /Duration = Scalar/],
  ['earliest m', 'elaborate', '1:1', /Do not know how to elaborate: earliest m/],
  ['latest m', 'elaborate', '1:1', /Do not know how to elaborate: latest m/],
  ['\\x -> x + 1', 'elaborate', '1:7', /types are not clear: \?\d+ \+ Scalar/],
  ['\\f -> f now > 1', 'elaborate', '1:7', /types are not clear: \?\d+ > Scalar/],
  ['\\x -> to_scalar x', 'elaborate', '1:7', /types are not clear: to_scalar \?\d+/],
  ['\\x -> x x', 'elaborate', '1:9', /Can't solve/],
  // evaluation
  ['min (m epoch)', 'evaluate', '1:1', /Can't compute min: the vector is empty @ input:1:1$/],
  ['max (m epoch)', 'evaluate', '1:1', /Can't compute max/],
  ['1 + avg (m epoch)', 'evaluate', '1:5', /Can't compute avg/],
  ['join (m now) (half now)', 'evaluate', '1:1', /No matching label: \{node_name="b"\}/],
  ['rate (once[now; now])', 'evaluate', '1:1', /Can't compute rate: \{node_name="a"\} has one point/],
  ['quantile_over_time 1.5 (m[now; now])', 'evaluate', '1:1', /a share from 0 to 1, got 1.5/],
  ['quantile_by () (-0.1) (m now)', 'evaluate', '1:1', /a share from 0 to 1/],
  ['quantile_by () 0.5 (m now * (0 / 0))', 'evaluate', '1:1', /not a number/],
  ['m[now; now : 0s]', 'evaluate', '1:1', /a step of at least 1ms/],
  ['(\\t -> m t)[epoch; now : 1ms]', 'evaluate', '1:', /more than 2000000 values; widen the step/],
  ['now + 2501999792h', 'evaluate', '1:1', /too large/],
];

for (const [query, stage, place, text] of failures)
  test(`refused: ${query.length > 60 ? `${query.slice(0, 20)}...` : query}`, () => {
    assert.throws(
      () => runQuery(query, store, NOW),
      (error) => {
        assert(error instanceof QueryError, String(error));
        assert.equal(error.stage, stage, error.message);
        assert.match(error.message, text);
        assert(`${error.place.line}:${error.place.column}`.startsWith(place), error.message);
        const opening = { parse: 'parsing', elaborate: 'elaboration', evaluate: 'interpretation' }[stage];
        assert(error.message.startsWith(`While executing, ${opening} error: `));
        return true;
      },
    );
  });

test('queries that would grow without bound are refused within a second', () => {
  const doubled = (n: number, body: string) =>
    Array.from({ length: n }, (_, k) => `let x${k + 1} = (x${k}, x${k}) in `).join('') + body;
  const deepApply = `let f0 = \\x -> x in ${Array.from(
    { length: 60 },
    (_, k) => `let f${k + 1} = \\x -> f${k} (f${k} x) in `,
  ).join('')} f60 1`;
  const chain = `let f0 = \\x -> x in ${Array.from(
    { length: 190 },
    (_, k) => `let f${k + 1} = \\x -> f${k} x in `,
  ).join('')} f190 1`;
  const started = performance.now();
  for (const query of [
    `let x0 = 1 in ${doubled(60, 'x60')}`,
    `\\x0 -> ${doubled(60, 'x60')}`,
    `let f = \\x0 -> ${doubled(60, 'x60 == x0')} in f`,
    deepApply,
    `map (\\x -> let x0 = x in ${doubled(40, 'x40')}) (m now)`,
  ])
    assert.throws(() => runQuery(query, store, NOW), QueryError);
  assert(performance.now() - started < 5_000);
  assert.equal(short(chain), 1);
  assert.equal(short(`1${' + 1'.repeat(2000)}`), 2001);
  assert.equal(short(`${'('.repeat(190)}1${')'.repeat(190)}`), 1);
});

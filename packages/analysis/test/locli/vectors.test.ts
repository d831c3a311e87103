import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Cdf2,
  type CdfI,
  cdf,
  cdfJson,
  combine,
  combine2,
  projectedAverage,
} from '../../src/locli/cdf.ts';
import { type Json, renderJson, renderNumber, shortestDigits } from '../../src/locli/json.ts';
import { type OrgTable, renderOrg } from '../../src/locli/render/org.ts';
import { centileIndex, equicentiles, STANDARD_CENTILES } from '../../src/statistics/centiles.ts';
import { sharedJson, skipWithoutData } from '../shared-data.ts';

interface CdfCase {
  name: string;
  input: number[] | number[][] | number[][][];
  centiles: number[];
  expect: Json;
}

test('distributions, of populations and of populations of them', { skip: skipWithoutData }, () => {
  const {
    cases,
    std_centiles,
    equicentiles: equi,
    index_rule,
    cluster_average_quirk,
  } = sharedJson('golden/cdf-golden.json') as {
    cases: CdfCase[];
    std_centiles: number[];
    equicentiles: Record<string, number[]>;
    index_rule: { n: number; index_by_centile: [number, number][] }[];
    cluster_average_quirk: { reported: number; true_mean: number };
  };
  assert.deepEqual(STANDARD_CENTILES, std_centiles);
  for (const [n, expected] of Object.entries(equi)) assert.deepEqual(equicentiles(Number(n)), expected, n);
  for (const { n, index_by_centile } of index_rule)
    for (const [c, index] of index_by_centile) assert.equal(centileIndex(n, c), index, `${c} of ${n}`);
  assert.equal(cases.length, 4);
  for (const each of cases) assert.deepEqual(vectorForm(distribution(each)), each.expect, each.name);
  const hosts = combine(Array.from({ length: 52 }, (_, i) => cdf(STANDARD_CENTILES, [i + 1])));
  assert.equal(projectedAverage(hosts), cluster_average_quirk.reported);
  assert.equal(hosts.average.average, cluster_average_quirk.true_mean);
});

/** The vectors combine at their own three centiles, where upstream takes at least seven. */
function distribution({ input, centiles }: CdfCase): CdfI | Cdf2 {
  const narrow = (c: CdfI) => cdfAt(c, centiles);
  if (typeof input[0] === 'number') return cdf(centiles, input as number[]);
  const level2 = (runs: number[][]): Cdf2 => {
    const combined = combine(runs.map((values) => cdf(centiles, values)));
    return { ...combined, samples: combined.samples.map(([c, inner]) => [c, narrow(inner)]) };
  };
  if (typeof (input[0] as number[][])[0] === 'number') return level2(input as number[][]);
  return combine2((input as number[][][]).map(level2), 'double');
}

/** A distribution over seven equal centiles at fewer: of three members they name the same ones. */
function cdfAt(inner: CdfI, centiles: readonly number[]): CdfI {
  const members = [inner.samples[0]![1], inner.samples[3]![1], inner.samples[6]![1]];
  return { ...inner, samples: centiles.map((c, i) => [c, members[i]!]) };
}

/** The vectors have intervals as objects. */
function vectorForm(value: CdfI | Cdf2): unknown {
  const objects = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(objects);
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(
      Object.entries(json).map(([key, inner]) => [
        key,
        key === 'cdfRange' ? { low: (inner as number[])[0], high: (inner as number[])[1] } : objects(inner),
      ]),
    );
  };
  return objects(cdfJson(value));
}

interface OrgCase {
  name: string;
  input: {
    colHeaders: string[];
    extended: boolean;
    apex: string | null;
    rowHeaders: string[];
    columns: string[][];
    props?: [string, string][];
    constants?: [string, string][];
    summaryHeaders?: string[];
    summaryValues?: string[][];
    tableConstants?: [string, string][];
  };
  expect: string[];
}

test('Org tables', { skip: skipWithoutData }, () => {
  const { cases } = sharedJson('golden/org-golden.json') as { cases: OrgCase[] };
  assert.equal(cases.length, 4);
  for (const { name, input, expect } of cases) {
    const table: OrgTable = {
      ...(input.props === undefined ? {} : { properties: input.props }),
      ...(input.constants === undefined ? {} : { constants: input.constants }),
      extended: input.extended,
      apex: input.apex,
      columnNames: input.colHeaders,
      rowNames: input.rowHeaders,
      columns: input.columns,
      ...(input.summaryHeaders === undefined
        ? {}
        : { summary: { names: input.summaryHeaders, columns: input.summaryValues! } }),
      ...(input.tableConstants === undefined ? {} : { tableConstants: input.tableConstants }),
    };
    assert.deepEqual(renderOrg(table).split('\n'), expect, name);
  }
});

test('numbers in JSON', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [741, '741'],
    [0.1, '0.1'],
    [0.01, '1.0e-2'],
    [-0.25, '-0.25'],
    [-0.00031, '-3.1e-4'],
    [7.7527588e-2, '7.7527588e-2'],
    [1234567.5, '1234567.5'],
    [12345678.5, '1.23456785e7'],
    [1e15, '1000000000000000'],
    [1.5e22, '15000000000000000000000'],
    // Half-way to the next double: JavaScript would write …130.
    [29162926663065128, '29162926663065128'],
  ];
  for (const [value, text] of cases) assert.equal(renderNumber(value), text);
  assert.equal(renderNumber(Number.NaN), 'null');
});

test('the shortest digits give the number back', () => {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let i = 0; i < 20_000; i++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 44 - 22);
    if (value === 0) continue;
    const { sign, digits, exponent } = shortestDigits(value);
    assert.equal(Number(`${sign}0.${digits}e${exponent}`), value, String(value));
    assert.equal(Number(renderNumber(value)), value, String(value));
  }
});

test('keys are sorted, nothing is spaced', () => {
  assert.equal(
    renderJson({ b: [1, null, { raw: '18446744073709551615' }], a: { z: 'é"', y: true } }),
    '{"a":{"y":true,"z":"é\\""},"b":[1,null,18446744073709551615]}',
  );
});

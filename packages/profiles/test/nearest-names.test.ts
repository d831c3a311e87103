import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNames } from '../src/index.ts';

const names = ['quick', 'quick-full', 'ci-test', 'ci-bench', 'default', 'trace-bench'];
const vectors: readonly [name: string, nearest: readonly string[]][] = [
  ['quick', ['quick', 'quick-full']],
  ['qiuck', ['quick']],
  ['QUICK', ['quick', 'quick-full']],
  ['citest', ['ci-test']],
  ['trace', ['trace-bench']],
  ['defualt', ['default']],
  ['something else', []],
];
for (const [name, nearest] of vectors)
  test(`nearest to '${name}'`, () => assert.deepEqual(nearestNames(name, names), nearest));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scheduleOf } from '../../src/experiment/schedule.ts';
import type { ExperimentDesign, SideDesign } from '../../src/index.ts';

const side = (name: string, perBlock = 1): SideDesign => ({
  name,
  profile: 'quick',
  overlay: null,
  node: null,
  perBlock,
});
const design = (rest: Partial<ExperimentDesign>): ExperimentDesign => ({
  name: 'a',
  base: side('base'),
  targets: [side('target')],
  blocks: 4,
  order: 'interleaved',
  seed: 1,
  looks: [4],
  headline: null,
  margins: {},
  pin: false,
  ...rest,
});
const order = (d: ExperimentDesign) =>
  scheduleOf(d)
    .map(({ side }) => side[0]!)
    .join('');

test('interleaved: every second block runs backwards', () => {
  assert.equal(order(design({})), 'bttbbttb');
  assert.equal(order(design({ base: side('base', 2), blocks: 2 })), 'btbbtb');
});

test('a steady drift moves both sides of an interleaved order alike', () => {
  const runs = scheduleOf(design({ blocks: 6 }));
  const mean = (name: string) =>
    runs.filter((run) => run.side === name).reduce((sum, run) => sum + run.index, 0) / 6;
  assert.equal(mean('base'), mean('target'));
});

test('randomised: the seed fixes it, every block is whole, and both orders of a pair occur', () => {
  const many = design({ order: 'randomised', blocks: 200, seed: 5 });
  assert.equal(order(many), order(many));
  assert.notEqual(order(many), order({ ...many, seed: 6 }));
  const pairs = order(many).match(/../g)!;
  assert.deepEqual(new Set(pairs), new Set(['bt', 'tb']));
  const forwards = pairs.filter((pair) => pair === 'bt').length;
  assert.ok(forwards > 70 && forwards < 130, `${forwards} of 200`);
});

test('blocks and indices count from 0', () => {
  const runs = scheduleOf(
    design({ base: side('base', 3), targets: [side('x'), side('y', 2)], blocks: 2, order: 'randomised' }),
  );
  assert.deepEqual(
    runs.map(({ index }) => index),
    Array.from({ length: 12 }, (_, i) => i),
  );
  for (const block of [0, 1]) {
    const sides = runs
      .filter((run) => run.block === block)
      .map((run) => run.side)
      .sort();
    assert.deepEqual(sides, ['base', 'base', 'base', 'x', 'y', 'y']);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DesignSource, readDesign } from '../../src/index.ts';

const source: DesignSource = {
  placeOf: (path) => `file ${path.join('.')}`,
  readOverlay: (file) => ({ from: file }),
  resolveProgram: (file) => `/there/${file}`,
};
const FILE = { name: 'a', profile: 'quick', target: { overlay: { node: { verbatim: { X: 1 } } } }, runs: 6 };

test('what a file leaves out is filled in', () => {
  const design = readDesign(FILE, source);
  assert.deepEqual(design, {
    name: 'a',
    base: { name: 'base', profile: 'quick', overlay: null, node: null, perBlock: 1 },
    targets: [
      {
        name: 'target',
        profile: 'quick',
        overlay: { node: { verbatim: { X: 1 } } },
        node: null,
        perBlock: 1,
      },
    ],
    blocks: 6,
    order: 'randomised',
    seed: 1,
    looks: [6],
    headline: null,
    margins: {},
    pin: false,
  });
});

test('a common overlay lies under that of a side; files and programs are read relative to the file', () => {
  const design = readDesign(
    {
      ...FILE,
      overlay: { a: { b: 1, c: 1 } },
      target: undefined,
      targets: {
        x: { overlay: { a: { b: 2 } } },
        y: { node: ['node', 'other.js'], perBlock: 2 },
        z: { overlay: 'o.json' },
      },
      margin: { rss: '5%', cpu: 0.1 },
      looks: [3, 6],
    },
    source,
  );
  assert.deepEqual(
    design.targets.map((t) => t.overlay),
    [{ a: { b: 2, c: 1 } }, { a: { b: 1, c: 1 } }, { a: { b: 1, c: 1 }, from: 'o.json' }],
  );
  assert.deepEqual(design.targets[1]!.node, ['node', '/there/other.js']);
  assert.deepEqual([design.margins, design.looks], [{ rss: 0.05, cpu: 0.1 }, [3, 6]]);
});

test('an observer is in every run or in none', () => {
  assert.equal(readDesign({ ...FILE, observe: true }, source).observe, true);
  // Experiments that were begun before there was one have no such key: theirs must still be the same design.
  for (const file of [FILE, { ...FILE, observe: false }])
    assert.equal('observe' in readDesign(file, source), false);
});

/** What is refused, and what the message must name. */
const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['no object', [], /file : expected an object/],
  ['an unknown key', { ...FILE, rums: 3 }, /file rums: is not known; expected some of name/],
  ['no name', { ...FILE, name: undefined }, /file name/],
  ['a name that is a path', { ...FILE, name: '../a' }, /file name: expected letters/],
  ['no runs', { ...FILE, runs: undefined }, /file runs: is missing; .*runs: 6/],
  ['half a run', { ...FILE, runs: 2.5 }, /file runs: expected an integer/],
  ['no target', { ...FILE, target: undefined }, /file target: is missing/],
  ['no profile', { ...FILE, profile: undefined }, /file base\.profile: no profile is named/],
  ['a target that is the base', { ...FILE, target: {} }, /is the same as the base/],
  [
    'a target called base',
    { ...FILE, target: undefined, targets: { base: { overlay: { a: 1 } } } },
    /targets\.base/,
  ],
  ['target and targets', { ...FILE, targets: {} }, /both given/],
  ['another order', { ...FILE, order: 'sorted' }, /file order.*sorted/],
  ['a seed that is text', { ...FILE, seed: 'x' }, /file seed/],
  ['looks that fall', { ...FILE, looks: [4, 3, 6] }, /rising numbers that end with 6/],
  ['looks that do not end', { ...FILE, looks: [3] }, /end with 6/],
  ['four looks', { ...FILE, looks: [2, 3, 4, 6] }, /one to 3/],
  ['a look after one run', { ...FILE, looks: [1, 6] }, /at least 2/],
  ['a margin of 200 %', { ...FILE, margin: '200%' }, /file margin: expected a share/],
  ['a margin of nothing', { ...FILE, margin: { rss: 0 } }, /file margin\.rss/],
  ['an empty headline', { ...FILE, headline: [] }, /file headline/],
  ['an unknown key of a side', { ...FILE, base: { runs: 3 } }, /file base\.runs: is not known/],
  ['an overlay that is a list', { ...FILE, overlay: [1] }, /file overlay: expected an object/],
  ['a node that is a number', { ...FILE, base: { node: 3 } }, /file base\.node: expected a program/],
  ['a pin that is text', { ...FILE, pin: 'yes' }, /file pin/],
  ['an observer that is text', { ...FILE, observe: 'yes' }, /file observe/],
];
for (const [name, value, says] of refused)
  test(`refused with its place: ${name}`, () => {
    assert.throws(
      () => readDesign(value, source),
      (error: Error & { exit?: string }) => {
        assert.match(error.message, says);
        assert.equal(error.exit, 'badData');
        return true;
      },
    );
  });

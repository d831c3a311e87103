import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeLabel, parseLabelSet, renderLabelSet } from '../../src/endpoints/label-set.ts';

const rows: [text: string, labels: Record<string, string> | undefined][] = [
  ['{} 1', {}],
  ['{a="1"} 1', { a: '1' }],
  ['{a="1", b="",} 1', { a: '1', b: '' }],
  ['{a="x\\"y\\\\z\\n"} 1', { a: 'x"y\\z\n' }],
  ['{a="x\\",b=\\"y"} 1', { a: 'x",b="y' }],
  ['{path="C:\\dir",b="2"} 1', { path: 'C:\\dir', b: '2' }],
  ['{a="1",a="2"} 1', { a: '1' }],
  ['{hash="ab",parent hash="cd",a.b-c="1"} 1', { hash: 'ab', parent_hash: 'cd', a_b_c: '1' }],
  ['{a b="x\\"y",a.b="2"} 1', { a_b: 'x"y' }],
  ['{1a="1"} 1', undefined],
  ['{a=1} 1', undefined],
  ['{a="1"} 2', undefined],
  ['{a="1"}', undefined],
  ['Conway', undefined],
];

for (const [text, labels] of rows)
  test(`labels of ${text}`, () => {
    const read = parseLabelSet(text);
    assert.deepEqual(read && Object.fromEntries(read), labels);
    if (read !== undefined && read.size > 0)
      assert.deepEqual(parseLabelSet(`${renderLabelSet(read)} 1`), read);
  });

test('escaping leaves nothing that could end a value', () => {
  assert.equal(escapeLabel('a"b\\c\r\nd'), 'a\\"b\\\\c\\nd');
  assert.equal(renderLabelSet(new Map()), '');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PlutusError,
  parseData,
  parseProgram,
  parseTerm,
  printData,
  printProgram,
  printTerm,
} from '../../src/index.ts';
import { randomData, randomProgram } from '../generate.ts';
import { random } from '../random.ts';

test('programs and data come back from their text', () => {
  const r = random(3);
  for (let i = 0; i < 300; i++) {
    const text = printProgram(randomProgram(r));
    assert.equal(printProgram(parseProgram(text)), text);
    const data = printData(randomData(r));
    assert.equal(printData(parseData(data)), data);
  }
});

test('damaged text ends with an error that names the place, or with a program', () => {
  const r = random(4);
  const characters = '()[]{}#"\\ \n-0x9aI,.λ';
  for (let i = 0; i < 1500; i++) {
    const text = [...printProgram(randomProgram(r, 4))];
    for (let damage = 0; damage < 2; damage++) text[r.below(text.length)] = r.pick([...characters]);
    try {
      parseProgram(text.join(''));
    } catch (fault) {
      assert.ok(fault instanceof PlutusError, String(fault));
    }
  }
});

test('200,000 levels of text end with an error or a term, not with the stack', () => {
  const depth = 200_000;
  assert.throws(() => parseTerm('(delay '.repeat(depth)), PlutusError);
  assert.throws(() => parseTerm('['.repeat(depth)), PlutusError);
  assert.throws(() => parseData('List ['.repeat(depth)), { code: 'PLUTUS_LIMIT' });
  assert.throws(() => parseTerm(`(con ${'(list '.repeat(depth)}`), { code: 'PLUTUS_LIMIT' });
  assert.equal(parseTerm(`${'(delay '.repeat(1000)}(error)${')'.repeat(1000)}`).kind, 'delay');
});

test('space of every kind and comments to the end of their line or of the text', () => {
  for (const text of [
    '(con\tinteger\n1)',
    '(con\v\finteger\r1)',
    '(con -- type\ninteger 1) -- the end',
    '\t(con integer 1)',
  ])
    assert.equal(printTerm(parseTerm(text)), '(con integer 1)');
});

test('a thousand levels of data and types are read, one more is too deep', () => {
  const list = (levels: number) => `${'List ['.repeat(levels)}I 1${']'.repeat(levels)}`;
  const parens = (levels: number) => `${'('.repeat(levels)}I 1${')'.repeat(levels)}`;
  const typed = (levels: number) => `(con ${'(list '.repeat(levels)}integer${')'.repeat(levels)} [])`;
  for (const read of [
    (levels: number) => parseData(list(levels)),
    (levels: number) => parseData(parens(levels)),
    (levels: number) => parseTerm(`(con data (${list(levels)}))`),
    (levels: number) => parseTerm(typed(levels)),
  ]) {
    assert.doesNotThrow(() => read(1000));
    assert.throws(() => read(1001), { code: 'PLUTUS_LIMIT' });
  }
});

const faults: [string, RegExp][] = [
  ['(program 1.0.0 wrong words)', /expected a variable in scope, got 'wrong'/],
  ['(program 1.0.0 x)', /line 1, column 16: expected a variable in scope, got 'x'/],
  ['(program 1.0.0\n  (lam x (constr 0)))', /line 2, column 11: expected a term of a program before 1\.1\.0/],
  ['(program 1.0.0 (builtin addInt))', /expected a builtin, got 'addInt'/],
  ['(program 1.0.0 (con integer 1)) x', /expected the end/],
  ['(program 1.0 (error))', /expected a version such as 1\.1\.0/],
  ['(program 1.0.0 [(error)])', /expected a term/],
  ['(program 1.0.0 (con string "a', /expected a closing quote/],
];
for (const [text, message] of faults)
  test(`text is refused with its place: ${text.replace('\n', ' ')}`, () =>
    assert.throws(() => parseProgram(text), { code: 'PLUTUS_TEXT', message }));

test('strings have the escapes of Haskell', () => {
  const shown = (literal: string) => printTerm(parseTerm(`(con string "${literal}")`));
  assert.equal(shown('\\SOH\\&\\SO\\&H'), '(con string "\\1\\&\\14\\&H")');
  assert.equal(shown('\\x41\\o101\\65\\n\\^A'), '(con string "AAA\\10\\&\\1\\&")');
  assert.equal(shown('a\\   \\b'), '(con string "ab")');
});

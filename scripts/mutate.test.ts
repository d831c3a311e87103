import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained, explanationOf, stale } from './mutate/explained.ts';
import { mutants } from './mutate/mutants.ts';
import { sample } from './mutate/sample.ts';
import { tokens } from './mutate/tokens.ts';
import { readSources } from './sources.ts';

/** Source → what its mutants are, without those of numbers where `numbers` is absent. */
const vectors: { source: string; become: string[] }[] = [
  { source: 'f = a < b', become: ['f = a <= b'] },
  { source: 'f = a >= b && !c', become: ['f = a > b && !c', 'f = a >= b || !c', 'f = a >= b && c'] },
  { source: 'f = -a - b', become: ['f = a - b', 'f = -a + b'] },
  { source: "f = 'x' + a", become: [] },
  { source: 'f = a + b', become: ['f = a - b'] },
  { source: 'f = 0x10', become: ['f = 17', 'f = 15'] },
  { source: 'f = 0n', become: ['f = 1n', 'f = (-1n)'] },
  { source: 'f = /[/]+/.test(a) || b', become: ['f = /[/]+/.test(a) && b'] },
  { source: `f = \`<\${a < b}>\``, become: [`f = \`<\${a <= b}>\``] },
  { source: `f = \`\${\`\${a}<\`}\``, become: [] },
  { source: 'f = a.true', become: [] },
  { source: 'if (a) b()', become: ['if (false) b()'] },
  {
    source: 'x = () => {\n  f(1 === a);\n  return b;\n}',
    become: [
      'x = () => {\n  ;\n  return b;\n}',
      'x = () => {\n  f(2 === a);\n  return b;\n}',
      'x = () => {\n  f(0 === a);\n  return b;\n}',
      'x = () => {\n  f(1 !== a);\n  return b;\n}',
    ],
  },
  { source: 'class A {\n  a;\n  b;\n}', become: [] },
  { source: 'f = { a: b,\n c }', become: [] },
  { source: '// a < b\n/* a < b */ f', become: [] },
];
for (const { source, become } of vectors)
  test(`mutants of ${JSON.stringify(source)}`, () => {
    const made = mutants(source).map(({ from, to, text }) => source.slice(0, from) + text + source.slice(to));
    assert.deepEqual(made.sort(), [...become].sort());
  });

test('the tokens of every source of the repository are the source without blanks and comments', () => {
  const sources = readSources().filter(({ path }) => /\/src\//.test(path));
  assert.ok(sources.length > 100);
  for (const { path, text: typed } of sources) {
    // `a! / b`: the mark of a type, which the mutator never sees.
    const text = typed.replace(/(?<=[\w\])])!(?= \/ )/g, ' ');
    let at = 0;
    for (const token of tokens(text)) {
      assert.match(text.slice(at, token.at), /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*$/, `${path} at ${at}`);
      at = token.at + token.text.length;
    }
  }
});

test('a sample is the same for the same seed and name, in order, without doubles', () => {
  const items = Array.from({ length: 100 }, (_, n) => n);
  const of = (seed: number, name: string) => sample(items, { count: 10, seed, name });
  assert.deepEqual(of(1, 'a'), of(1, 'a'));
  assert.notDeepEqual(of(1, 'a'), of(2, 'a'));
  assert.notDeepEqual(of(1, 'a'), of(1, 'b'));
  assert.deepEqual(
    of(3, 'a'),
    [...new Set(of(3, 'a'))].sort((a, b) => a - b),
  );
  assert.deepEqual(sample(items, { count: 200, seed: 1, name: 'a' }), items);
});

test('an explanation is of a line that is there, and of no other change', () => {
  const textOf = new Map(readSources().map(({ path, text }) => [path, text]));
  assert.deepEqual(
    stale(explained, (path) => textOf.get(path)),
    [],
  );
  const list = [{ path: 'a.ts', line: 'a < b', change: '< → <=', reason: 'r' }];
  assert.deepEqual(
    stale(list, () => 'x\n  a < b\n'),
    [],
  );
  assert.equal(stale(list, () => 'x').length, 1);
  assert.equal(explanationOf(list, { path: 'a.ts', line: '  a < b', change: '< → <=' })?.reason, 'r');
  assert.equal(explanationOf(list, { path: 'a.ts', line: 'a < b', change: '< → >' }), undefined);
});

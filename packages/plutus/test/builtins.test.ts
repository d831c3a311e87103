import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineOfVariant, parseTerm, printTerm, type SemanticsVariant } from '../src/index.ts';

function run(variant: SemanticsVariant, text: string): string {
  const machine = machineOfVariant(variant);
  const evaluation = machine.evaluate(machine.prepare({ version: [1, 1, 0], term: parseTerm(text) }));
  return evaluation.outcome === 'value' ? printTerm(evaluation.term()) : evaluation.failure.code;
}

const cost = (variant: SemanticsVariant, text: string) => {
  const machine = machineOfVariant(variant);
  return machine.evaluate(machine.prepare({ version: [1, 0, 0], term: parseTerm(text) })).spent.cpu;
};

test('consByteString wraps in V1 and V2 and fails beyond a byte in V3', () => {
  const term = '[(builtin consByteString) (con integer 258) (con bytestring #01)]';
  for (const variant of ['A', 'B', 'D'] as const) assert.equal(run(variant, term), '(con bytestring #0201)');
  for (const variant of ['C', 'E'] as const) assert.equal(run(variant, term), 'builtin');
});

test('constants have cases from protocol version 11 on', () => {
  const term = '(case (con bool True) (con integer 0) (con integer 1))';
  for (const variant of ['A', 'B', 'C'] as const) assert.equal(run(variant, term), 'structure');
  for (const variant of ['D', 'E'] as const) assert.equal(run(variant, term), '(con integer 1)');
});

test('a string counts by characters before protocol version 11, by a quarter of its bytes then', () => {
  const call = (text: string) => `[(builtin encodeUtf8) (con string "${text}")]`;
  const slopes: Record<SemanticsVariant, bigint> = { A: 28662n, B: 42921n, C: 42921n, D: 42921n, E: 42921n };
  for (const variant of ['A', 'B', 'C'] as const)
    assert.equal(cost(variant, call('λλλλ')) - cost(variant, call('')), 4n * slopes[variant]);
  for (const variant of ['D', 'E'] as const)
    assert.equal(cost(variant, call('λλλλ')) - cost(variant, call('')), 2n * slopes[variant]);
});

test('arguments are bounded from protocol version 11 on', () => {
  const half = `[(builtin appendByteString) x x]`;
  const doubled = (times: number) => {
    let term = '(con bytestring #00)';
    for (let i = 0; i < times; i++) term = `[(lam x ${half}) ${term}]`;
    return `[(builtin lengthOfByteString) ${term}]`;
  };
  assert.equal(run('C', doubled(17)), '(con integer 131072)');
  assert.equal(run('E', doubled(16)), '(con integer 65536)');
  assert.equal(run('E', doubled(17)), 'builtin');
  const tag = '[(builtin constrData) (con integer -1) (con (list data) [])]';
  assert.equal(run('C', tag), '(con data (Constr -1 []))');
  assert.equal(run('E', tag), 'builtin');
});

test('the seventh batch runs where a machine is asked for it, and costs beyond any budget where it has no price', () => {
  const value = '(con value [(#aa, [(#, 1), (#01, 2)])])';
  assert.equal(run('E', `[(builtin policies) ${value}]`), '(con (list bytestring) [#aa])');
  assert.equal(run('E', `[(builtin assetCount) ${value}]`), '(con integer 2)');
  assert.equal(cost('E', `[(builtin assetCount) ${value}]`), 2n ** 63n - 1n);
  const array = '(con (array integer) [10, 11, 12])';
  assert.equal(
    run('E', `[(force (builtin multiIndexArray)) ${array} (con (list integer) [2, 0, 2])]`),
    '(con (list integer) [12, 10, 12])',
  );
  assert.equal(run('E', `[(force (builtin multiIndexArray)) ${array} (con (list integer) [3])]`), 'builtin');
});

const integers: [string, number | bigint, number | bigint, string][] = [
  ['addInteger', Number.MAX_SAFE_INTEGER, 1, '9007199254740992'],
  ['subtractInteger', Number.MIN_SAFE_INTEGER, 1, '-9007199254740992'],
  ['addInteger', 9007199254740992n, -1, '9007199254740991'],
  ['multiplyInteger', 0, -5, '0'],
  ['multiplyInteger', 94906267, 94906267, '9007199515875289'],
  ['quotientInteger', -1, 2, '0'],
  ['quotientInteger', 9007199254740991, 2, '4503599627370495'],
  ['divideInteger', -9007199254740991, 2, '-4503599627370496'],
  ['modInteger', -1, 5, '4'],
  ['remainderInteger', -4, 2, '0'],
  ['modInteger', 2n ** 64n, -3, '-2'],
];
for (const [name, a, b, result] of integers)
  test(`${name} ${a} ${b} is ${result}`, () =>
    assert.equal(
      run('E', `[(builtin ${name}) (con integer ${a}) (con integer ${b})]`),
      `(con integer ${result})`,
    ));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  apply,
  bool,
  call,
  compile,
  cons,
  construct,
  delay,
  type Expression,
  emptyList,
  type Fun,
  fail,
  force,
  fun,
  fun2,
  head,
  type Integer,
  integer,
  letIn,
  match,
  recursive,
  tail,
  text,
  trace,
  unit,
  when,
} from '../../src/dsl/index.ts';
import { createMachine, dataConstr, dataInt, library, PlutusError, printTerm } from '../../src/index.ts';
import { randomTerm } from '../generate.ts';
import { random } from '../random.ts';

const machine = createMachine({ language: 'V3', protocolVersion: 11 });

function run(expression: Expression<unknown>, optimise: boolean) {
  const program = compile(expression, { version: [1, 1, 0], optimise });
  const evaluation = machine.evaluate(machine.prepare(program));
  const { spent, logs } = evaluation;
  const result = evaluation.outcome === 'value' ? printTerm(evaluation.term()) : evaluation.failure.code;
  return { result, spent, logs, term: program.term };
}

const factorial = recursive<Fun<Integer, Integer>>((self) =>
  fun((n) =>
    when(
      call.equalsInteger(n, integer(0)),
      integer(1),
      call.multiplyInteger(n, apply(self, call.subtractInteger(n, integer(1)))),
    ),
  ),
);

const expressions: Readonly<Record<string, readonly [Expression<unknown>, result: string]>> = {
  arithmetic: [call.addInteger(integer(40), integer(2)), '(con integer 42)'],
  'arguments in their order': [
    apply(
      fun2((a: Expression<Integer>, b: Expression<Integer>) => call.subtractInteger(a, b)),
      integer(5),
      integer(3),
    ),
    '(con integer 2)',
  ],
  'variables of outer functions': [
    letIn(integer(1), (a) => letIn(integer(2), (b) => letIn(integer(3), () => call.subtractInteger(b, a)))),
    '(con integer 1)',
  ],
  recursion: [apply(factorial, integer(20)), '(con integer 2432902008176640000)'],
  'one branch only': [when(bool(true), unit, fail), '(con unit ())'],
  lists: [head(tail(cons(integer(1), cons(integer(2), emptyList('integer'))))), '(con integer 2)'],
  'constructors and cases': [
    match(
      construct(1, integer(7)),
      unit,
      fun((x: Expression<Integer>) => call.addInteger(x, x)),
    ),
    '(con integer 14)',
  ],
  'a let that fails before the rest': [letIn(fail, () => trace(text('never'), unit)), 'errorTerm'],
  'a trace before the value': [
    letIn(trace(text('one'), integer(1)), (x) => trace(text('two'), x)),
    '(con integer 1)',
  ],
  'a let used late': [
    letIn(trace(text('first'), integer(1)), (x) =>
      letIn(trace(text('second'), integer(2)), (y) => call.addInteger(y, x)),
    ),
    '(con integer 3)',
  ],
  'a let used in a function': [
    letIn(trace(text('once'), integer(1)), (x) =>
      letIn(
        fun(() => x),
        (f) => call.addInteger(apply(f, unit), apply(f, unit)),
      ),
    ),
    '(con integer 2)',
  ],
  'a delay forced at once': [force(delay(integer(1))), '(con integer 1)'],
};

for (const [name, [expression, result]] of Object.entries(expressions))
  test(`${name}: the same with and without the optimiser, never dearer`, () => {
    const plain = run(expression, false);
    const optimised = run(expression, true);
    assert.equal(plain.result, result);
    assert.equal(optimised.result, result);
    assert.deepEqual(optimised.logs, plain.logs);
    assert.ok(optimised.spent.cpu <= plain.spent.cpu && optimised.spent.memory <= plain.spent.memory);
  });

test('the optimiser makes recursion cheaper and leaves what it cannot move', () => {
  const call20 = apply(factorial, integer(20));
  assert.ok(run(call20, true).spent.cpu < run(call20, false).spent.cpu);
  const kept = letIn(trace(text('a'), integer(1)), (x) => trace(text('b'), x));
  assert.deepEqual(run(kept, true).logs, ['a', 'b']);
});

test('the loops of the library are cheaper optimised, where they loop', () => {
  const loops = library.filter(({ language, calibrated }) => language === 'V3' && calibrated);
  assert.ok(loops.length > 5);
  for (const { name, program, redeemer } of loops) {
    const count = (loops: number) =>
      redeemer.kind === 'constr'
        ? dataConstr(0, [dataInt(1_000_000 + loops), ...[...redeemer.fields].slice(1)])
        : dataInt(1_000_000 + loops);
    const costs = (optimise: boolean) => {
      const compiled = compile({ at: () => program.term }, { version: program.version, optimise });
      const context = dataConstr(0, [dataInt(0), count(20), dataInt(0)]);
      const evaluation = machine.evaluate(machine.prepare(compiled), [context]);
      assert.equal(evaluation.outcome, 'value', name);
      return evaluation.spent;
    };
    assert.ok(costs(true).cpu < costs(false).cpu, name);
  }
});

test('random terms: result and traces as before', () => {
  let values = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const term = randomTerm(random(seed));
    const limit = { cpu: 10_000_000_000n, memory: 10_000_000n };
    const evaluate = (optimise: boolean) => {
      const { term: compiled } = compile({ at: () => term }, { version: [1, 1, 0], optimise });
      const evaluation = machine.evaluate(machine.prepare({ version: [1, 1, 0], term: compiled }), [], {
        limit,
      });
      return { evaluation, logs: evaluation.logs };
    };
    const plain = evaluate(false);
    if (plain.evaluation.outcome === 'failure' && plain.evaluation.failure.code === 'outOfBudget') continue;
    const optimised = evaluate(true);
    assert.equal(optimised.evaluation.outcome, plain.evaluation.outcome, `seed ${seed}`);
    assert.deepEqual(optimised.logs, plain.logs, `seed ${seed}`);
    if (plain.evaluation.outcome === 'value') values++;
  }
  assert.ok(values > 10, `${values} values`);
});

test('constructors need Plutus Core 1.1.0', () => {
  assert.throws(
    () => compile(construct(0), { version: [1, 0, 0] }),
    (error) => error instanceof PlutusError && error.code === 'PLUTUS_TERM' && /1\.0\.0/.test(error.message),
  );
});

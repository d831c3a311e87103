import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Budget,
  createMachine,
  createProfiler,
  dataInt,
  decodeProgram,
  type Evaluation,
  encodeProgram,
  machineOfVariant,
  type Program,
  parseProgram,
  parseTerm,
  printTerm,
} from '../../src/index.ts';
import { randomProgram } from '../generate.ts';
import { random } from '../random.ts';
import { sharedLines, skipWithoutData } from '../shared-data.ts';

const LIMIT = { cpu: 100_000_000n, memory: 500_000n };

function said(evaluation: Evaluation): string {
  const { outcome, spent, logs } = evaluation;
  const what = outcome === 'value' ? printTerm(evaluation.term()) : evaluation.failure.code;
  return [outcome, what, spent.cpu, spent.memory, ...logs].join('|');
}

/** The same program, compiled before its first evaluation. */
function compiled(machine: ReturnType<typeof machineOfVariant>, program: Program) {
  const prepared = machine.prepare(program);
  prepared.worked = Number.POSITIVE_INFINITY;
  return prepared;
}

/** Terms with more to run than random ones: recursion, choices, partial application, logs, cases. */
const programs: [name: string, text: string][] = [
  [
    'a loop in the tail',
    `[(lam s [s s (con integer 3000)]) (lam s (lam n (force [(force (builtin ifThenElse))
      [(builtin lessThanEqualsInteger) n (con integer 0)] (delay (con string "done"))
      (delay [s s [(builtin subtractInteger) n (con integer 1)]])])))]`,
  ],
  [
    'a sum that nests 5000 deep',
    `[(lam s [s s (con integer 5000)]) (lam s (lam n (force [(force (builtin ifThenElse))
      [(builtin equalsInteger) n (con integer 0)] (delay (con integer 0))
      (delay [(builtin addInteger) n [s s [(builtin subtractInteger) n (con integer 1)]]])])))]`,
  ],
  [
    'choices with lambdas, over-application, partial builtins',
    `[(lam f [[(force (builtin ifThenElse)) (con bool True) (lam u [f (con integer 1)]) (lam u (error))] (con unit ())])
      [(builtin addInteger) (con integer 9007199254740990)]]`,
  ],
  [
    'logs in their order',
    `[(force (builtin trace)) (con string "first") [(force (builtin trace)) (con string "second") (con integer 1)]]`,
  ],
  [
    'cases on constructors and constants',
    `(case (constr 1 (con integer 3) (con integer 4)) (error)
      (lam a (lam b (case (con (list integer) [7, 8]) (lam h (lam t [(builtin addInteger) a h])) (error)))))`,
  ],
  [
    'a case whose branch takes fewer than the fields',
    '(case (constr 0 (con integer 1) (con integer 2)) (lam a (lam b b)))',
  ],
  [
    'a case whose branch is a variable',
    '[(lam f (case (constr 0 (con integer 1) (con integer 2)) f)) (builtin addInteger)]',
  ],
  [
    'cases that apply a function to all its arguments, in the tail and inside',
    `[(lam s [s s (con integer 3000) (con integer 0)]) (lam s (lam n (lam sum (force (case (constr 0
      [(builtin lessThanEqualsInteger) n (con integer 0)] (delay sum)
      (delay (case (constr 0 s [(builtin subtractInteger) n (con integer 1)]
        (case (constr 0 sum n) (builtin addInteger))) s))) (force (builtin ifThenElse)))))))]`,
  ],
  [
    'cases that apply functions to four arguments, to fewer and to more than they take',
    `[(lam f [(builtin addInteger) (case (constr 0 (con integer 1) (con integer 2) (con integer 3) (con integer 4)) f)
      (case (constr 0) (con integer 5))]) (lam a (lam b (lam c (lam d (case (constr 0 (constr 7 a b c d) a) (lam x (case (constr 0 x) (lam y
      (case (constr 0 d c b) (lam p (lam q (lam r [(builtin addInteger) p]))))))))))))]`,
  ],
  [
    'logs of arguments and function of a case in their order',
    `(case (constr 0 [(force (builtin trace)) (con string "argument") (con integer 1)]
      [(force (builtin trace)) (con string "second") (con integer 2)])
      [(force (builtin trace)) (con string "function") (builtin addInteger)])`,
  ],
  ['a case that applies a builtin to too few', '(case (constr 0 (con integer 1)) (builtin addInteger))'],
  ['an error in an argument of a case', '(case (constr 0 (error) (con integer 1)) (lam a (lam b b)))'],
  ['a case without such a branch', '(case (constr 3 (con integer 1)) (lam a a))'],
  ['an error after a log', '[(force (builtin trace)) (con string "before") (error)]'],
  [
    'big integers',
    '[(builtin multiplyInteger) (con integer 90071992547409910) (con integer 90071992547409910)]',
  ],
  ['a known builtin forced too often', '[(lam f (force (force f))) (builtin ifThenElse)]'],
  [
    'three arguments at once',
    '[(lam f [f (con integer 1) (con integer 2) (con integer 3)]) (lam a (lam b (lam c (constr 0 a b c))))]',
  ],
];
for (const [name, text] of programs)
  test(`compiled and in the machine the same: ${name}`, () => {
    const machine = machineOfVariant('E');
    const program: Program = { version: [1, 1, 0], term: parseTerm(text) };
    const expected = said(machine.evaluate(machine.prepare(program)));
    const prepared = compiled(machine, program);
    assert.equal(said(machine.evaluate(prepared)), expected);
    assert.equal(said(machine.evaluate(prepared)), expected, 'again');
    assert.notEqual(prepared.compiled, undefined);
    const slices = machine.evaluateInSlices(machine.prepare(program), [], { sliceSteps: 7 });
    let last = slices.next();
    while (last.done !== true) last = slices.next();
    assert.equal(said(last.value), expected, 'in slices');
  });

test('compiled and in the machine the same: random terms', () => {
  const machine = machineOfVariant('E');
  const r = random(7);
  let values = 0;
  for (let i = 0; i < 3000; i++) {
    const program = randomProgram(r, 9);
    const first = machine.evaluate(machine.prepare(program), [], { limit: LIMIT });
    if (first.outcome === 'value') values++;
    assert.equal(
      said(machine.evaluate(compiled(machine, program), [], { limit: LIMIT })),
      said(first),
      printTerm(program.term),
    );
  }
  assert.ok(values > 500);
});

test('an endless script ends at its limit, compiled or not, and when it is cancelled', () => {
  const machine = machineOfVariant('E');
  const omega: Program = { version: [1, 0, 0], term: parseTerm('[(lam x [x x]) (lam x [x x])]') };
  const limit = { cpu: 1_000_000_000n, memory: 14_000_000n };
  for (const prepared of [machine.prepare(omega), compiled(machine, omega)]) {
    const evaluation = machine.evaluate(prepared, [], { limit });
    assert.equal(evaluation.outcome === 'failure' && evaluation.failure.code, 'outOfBudget');
    assert.ok(evaluation.spent.cpu > limit.cpu && evaluation.spent.cpu < limit.cpu + 100_000n);
    let asked = 0;
    const stopped = machine.evaluate(prepared, [], { cancelled: () => ++asked === 3 });
    assert.equal(stopped.outcome === 'failure' && stopped.failure.code, 'cancelled');
  }
});

test('the limit is exact: what a script costs is enough, one unit less is not', () => {
  const machine = machineOfVariant('E');
  for (const [name, text] of programs) {
    const program: Program = { version: [1, 1, 0], term: parseTerm(text) };
    const whole = machine.evaluate(machine.prepare(program));
    if (whole.outcome === 'failure') continue;
    for (const prepared of [machine.prepare(program), compiled(machine, program)]) {
      const outcome = (cpu: bigint, memory: bigint) =>
        machine.evaluate(prepared, [], { limit: { cpu, memory } }).outcome;
      const spent: Budget = whole.spent;
      assert.deepEqual(
        [
          outcome(spent.cpu, spent.memory),
          outcome(spent.cpu - 1n, spent.memory),
          outcome(spent.cpu, spent.memory - 1n),
        ],
        ['value', 'failure', 'failure'],
        name,
      );
    }
  }
});

test('a hundred thousand nested calls and results cost no call stack', () => {
  const machine = machineOfVariant('E');
  const deep =
    parseProgram(`(program 1.1.0 [(lam s [s s (con integer 100000)]) (lam s (lam n (force [(force (builtin ifThenElse))
    [(builtin equalsInteger) n (con integer 0)] (delay (constr 0))
    (delay (constr 1 [s s [(builtin subtractInteger) n (con integer 1)]]))])))])`);
  for (const prepared of [machine.prepare(deep), compiled(machine, deep)]) {
    const evaluation = machine.evaluate(prepared);
    assert.ok(evaluation.outcome === 'value' && printTerm(evaluation.term()).length > 1_000_000);
  }
});

test('the profile adds up to the budget', () => {
  const machine = machineOfVariant('E');
  for (const [, text] of programs) {
    const program: Program = { version: [1, 1, 0], term: parseTerm(text) };
    const { observer, profile } = createProfiler();
    const { spent } = machine.evaluate(machine.prepare(program), [], { observer });
    const { steps, builtins } = profile();
    let cpu = 0n;
    let memory = 0n;
    for (const [name, count] of Object.entries(steps)) {
      const cost = machine.model.steps[name as 'Var'];
      cpu += cost.cpu * BigInt(count);
      memory += cost.memory * BigInt(count);
    }
    for (const each of builtins) {
      cpu += each.cpu;
      memory += each.memory;
    }
    assert.deepEqual({ cpu, memory }, spent);
  }
});

test('a script is applied to its arguments, and found again by its bytes', () => {
  const machine = createMachine({ language: 'V1', protocolVersion: 10 });
  const program = parseProgram(
    '(program 1.0.0 (lam d (lam r [(builtin addInteger) [(builtin unIData) d] [(builtin unIData) r]])))',
  );
  const prepared = machine.prepareScript(encodeProgram(program));
  assert.equal(machine.prepareScript(encodeProgram(program)), prepared);
  const evaluation = machine.evaluate(prepared, [dataInt(20), dataInt(22)]);
  assert.equal(evaluation.outcome === 'value' && evaluation.value, 42);
});

test('the validators of the Plutus benchmarks cost what their repository says', {
  skip: skipWithoutData,
}, () => {
  const machine = machineOfVariant('E');
  const cases = sharedLines<{ id: string; flat: string; budget: { cpu: number; mem: number } }>(
    'validators.jsonl.gz',
  );
  assert.equal(cases.length, 89);
  for (const [i, { id, flat, budget }] of cases.entries()) {
    const prepared = machine.prepare(decodeProgram(Buffer.from(flat, 'hex')));
    if (i % 8 === 0) prepared.worked = Number.POSITIVE_INFINITY;
    const { spent } = machine.evaluate(prepared);
    assert.deepEqual([Number(spent.cpu), Number(spent.memory)], [budget.cpu, budget.mem], id);
  }
});

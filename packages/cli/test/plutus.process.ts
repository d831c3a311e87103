import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const main = join(import.meta.dirname, '../src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'slotbench-plutus-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Adds what two data hold, says so, and fails for a negative sum. */
const adder = `(program 1.0.0 (lam a (lam b
  [(lam sum (force [(force (builtin ifThenElse)) [(builtin lessThanInteger) sum (con integer 0)]
    (delay (force [(force (builtin trace)) (con string "negative") (delay (error))]))
    (delay [(force (builtin trace)) (con string "fine") sum])]))
   [(builtin addInteger) [(builtin unIData) a] [(builtin unIData) b]]])))`;
writeFileSync(join(dir, 'adder.uplc'), adder);
writeFileSync(join(dir, 'broken.uplc'), '(program 1.0.0 (lam x y))');
writeFileSync(join(dir, 'error.flat'), Buffer.from('01000061', 'hex'));
writeFileSync(
  join(dir, 'error.plutus'),
  JSON.stringify({ type: 'PlutusScriptV2', description: '', cborHex: '454401000061' }),
);
writeFileSync(join(dir, 'free.json'), JSON.stringify({ costModels: { PlutusV1: Array(332).fill(0) } }));
writeFileSync(
  join(dir, 'cases.jsonl'),
  `${JSON.stringify({ id: 'right', uplc: '(program 1.0.0 (con integer 1))', expected: '(program 1.0.0 (con integer 1))', budget: { cpu: 16100, mem: 200 } })}
${JSON.stringify({ id: 'wrong', uplc: '(program 1.0.0 (con integer 1))', expected: '(program 1.0.0 (con integer 2))', budget: { cpu: 1, mem: 200 } })}
`,
);

function plutus(...argv: string[]) {
  return spawnSync(process.execPath, ['--conditions=source', main, 'plutus', ...argv], {
    cwd: dir,
    encoding: 'utf8',
  });
}

test('eval prints the result, what it cost, and the logs', () => {
  const { stdout, status } = plutus(
    'eval',
    '--text',
    'adder.uplc',
    '--arg',
    'I 40',
    '{"int": 2}',
    '--language',
    'V1',
  );
  assert.match(
    stdout,
    /^result {2}\(con integer 42\)\nbudget {2}\d+ steps, \d+ memory units\nlog {5}fine\n$/,
  );
  assert.equal(status, 0);
});

test('eval ends with 1 for a script that fails, and says why; data may be CBOR', () => {
  const { stdout, status } = plutus('eval', '--text', 'adder.uplc', '--arg', '20', 'I 0', '--json');
  const said = JSON.parse(stdout);
  assert.equal(said.failure, 'the script called error');
  assert.deepEqual(said.logs, ['negative']);
  assert.equal(status, 1);
});

test('eval takes a cost model from protocol parameters and tells where the budget goes', () => {
  const free = plutus(
    'eval',
    '--text',
    'adder.uplc',
    '--arg',
    'I 1',
    'I 2',
    '--language',
    'V1',
    '--cost-model',
    'free.json',
    '--json',
  );
  assert.deepEqual(JSON.parse(free.stdout).budget, { steps: 0, memory: 0 });
  const { profile } = JSON.parse(
    plutus('eval', '--text', 'adder.uplc', '--arg', 'I 1', 'I 2', '--profile', '--json').stdout,
  );
  assert.deepEqual(
    profile.builtins.map(({ name, calls }: { name: string; calls: number }) => [name, calls]).sort(),
    [
      ['addInteger', 1],
      ['ifThenElse', 1],
      ['lessThanInteger', 1],
      ['trace', 1],
      ['unIData', 2],
    ],
  );
  assert.equal(profile.steps.Startup, 1);
});

const answers: { argv: string[]; exit: number; says: RegExp }[] = [
  {
    argv: ['eval', '--text', 'broken.uplc'],
    exit: 65,
    says: /broken\.uplc: line 1, column 23: expected a variable in scope, got 'y'/,
  },
  { argv: ['eval', '--text', 'none.uplc'], exit: 66, says: /none\.uplc: ENOENT/ },
  { argv: ['eval'], exit: 64, says: /expected one of --flat, --text and --envelope/ },
  {
    argv: ['eval', '--flat', 'error.flat', '--language', 'V4'],
    exit: 64,
    says: /--language: expected V1, V2, V3, got V4/,
  },
  {
    argv: ['eval', '--flat', 'error.flat', '--arg', 'I x'],
    exit: 65,
    says: /line 1, column 3: expected an integer/,
  },
  {
    argv: ['eval', '--envelope', 'error.plutus', '--protocol-version', '5'],
    exit: 65,
    says: /PlutusV2: expected protocol version 7 or later, got 5/,
  },
  { argv: ['eval', '--envelope', 'adder.uplc'], exit: 65, says: /adder\.uplc: content: expected JSON/ },
  { argv: ['conformance', 'adder.uplc'], exit: 65, says: /adder\.uplc, line 1: expected JSON/ },
];
for (const { argv, exit, says } of answers)
  test(`slotbench plutus ${argv.join(' ')} ends with ${exit} and says why`, () => {
    const { status, stderr } = plutus(...argv);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
    assert.equal(status, exit);
  });

test('conformance counts results and budgets', () => {
  const { stdout, status } = plutus('conformance', 'cases.jsonl', '--json');
  const { results, budgets, failures } = JSON.parse(stdout);
  assert.deepEqual(
    [results, budgets],
    [
      { passed: 1, failed: 1 },
      { passed: 1, failed: 1 },
    ],
  );
  assert.deepEqual(
    failures.map(({ id, what }: { id: string; what: string }) => [id, what]),
    [
      ['wrong', 'result'],
      ['wrong', 'budget'],
    ],
  );
  assert.equal(status, 1);
  assert.match(
    plutus('conformance', 'cases.jsonl').stdout,
    /results: 1 passed, 1 failed\nbudgets: 1 passed, 1 failed\n$/,
  );
});

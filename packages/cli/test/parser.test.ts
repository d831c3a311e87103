import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CliError } from '../src/errors.ts';
import { parseCommandLine } from '../src/parser.ts';
import { commands } from '../src/table.ts';

const parse = (...argv: string[]) =>
  parseCommandLine(argv, { table: commands, version: '1.2.3', columns: 80 });

const understood: { argv: string[]; command: string; values: object }[] = [
  { argv: ['run', 'quick'], command: 'run', values: { profile: 'quick' } },
  {
    argv: ['run', 'quick', '-n', '3', '--json'],
    command: 'run',
    values: { profile: 'quick', repeat: 3, json: true },
  },
  {
    argv: ['run', 'quick', '--base-port', '30000'],
    command: 'run',
    values: { profile: 'quick', basePort: 30000 },
  },
  { argv: ['runs', 'list', '--runs', 'r'], command: 'list', values: { runs: 'r' } },
  { argv: ['report', 'current'], command: 'report', values: { run: 'current' } },
  {
    argv: ['analyse', 'a', 'b', '--filters', 'unitary,size-full', '--no-cache'],
    command: 'analyse',
    values: { path: ['a', 'b'], filters: 'unitary,size-full', cache: false },
  },
];

for (const { argv, command, values } of understood)
  test(`command line: ${argv.join(' ')}`, async () => {
    const request = await parse(...argv);
    assert.equal(request.kind, 'command');
    assert.equal(request.kind === 'command' && request.command.name, command);
    assert.deepEqual(request.kind === 'command' && request.values, values);
  });

const refused: { argv: string[]; says: RegExp }[] = [
  { argv: ['rnu'], says: /unknown command 'rnu'; did you mean run or runs\?/ },
  { argv: ['runs', 'lisst'], says: /unknown command 'lisst'; did you mean list\?/ },
  { argv: ['run', 'quick', '--jsn'], says: /unknown option '--jsn'; did you mean --json\?/ },
  {
    argv: ['report'],
    says: /missing required argument 'run'; `slotbench report --help` says what it takes$/,
  },
  { argv: ['runs', 'show'], says: /argument 'run'; `slotbench runs show --help` says/ },
  { argv: ['run', 'quick', '--tps', '3'], says: /unknown option '--tps'; `slotbench run --help` says/ },
  { argv: ['run', 'quick', '-n', 'x'], says: /an integer of at least 1; `slotbench run --help` says/ },
  { argv: ['run', 'quick', 'again'], says: /too many arguments/ },
  { argv: ['run', 'quick', '-n', '0'], says: /'0' is invalid.*integer of at least 1/ },
  { argv: ['run', 'quick', '--overlay'], says: /--overlay <FILE>' argument missing/ },
];

for (const { argv, says } of refused)
  test(`command line: ${argv.join(' ')} is a usage error that helps`, async () => {
    await assert.rejects(
      parse(...argv),
      (error) => error instanceof CliError && error.exit === 'usage' && says.test(error.message),
    );
  });

test('the rest of a program command line is the program’s own', async () => {
  const request = await parse('node', 'run', '--config', 'c.json', '--help');
  assert.deepEqual(request.kind === 'program' && request.args, ['run', '--config', 'c.json', '--help']);
});

test('every help fits 80 columns', async () => {
  const paths = commands.flatMap((entry) =>
    'program' in entry
      ? []
      : 'commands' in entry
        ? [[entry.name], ...entry.commands.map((c) => [entry.name, c.name])]
        : [[entry.name]],
  );
  for (const path of [[], ...paths]) {
    const request = await parse(...path, '--help');
    assert.equal(request.kind, 'text');
    for (const line of request.kind === 'text' ? request.text.split('\n') : [])
      assert.ok(line.length <= 80, `slotbench ${path.join(' ')} --help: ${line}`);
  }
});

test('the version is that of the package', async () => {
  const request = await parse('--version');
  assert.equal(request.kind === 'text' && request.text, '1.2.3\n');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine, type Request } from '../../src/configuration/arguments.ts';
import { CollectorError } from '../../src/errors.ts';

const run = (more: Partial<Request> = {}) => ({
  kind: 'run',
  config: 'c.json',
  stateDir: undefined,
  minSeverity: undefined,
  shutdownIpc: undefined,
  ...more,
});

const lines: [line: string, request: object][] = [
  ['-c c.json', run()],
  ['--config=c.json', run()],
  [
    '--config c.json --state-dir /s --min-log-severity Debug',
    run({ stateDir: '/s', minSeverity: 'Debug' } as object),
  ],
  ['--config c.json --shutdown-ipc 3', run({ shutdownIpc: 3 } as object)],
  ['+RTS -M8m -T -RTS --config c.json +RTS -N2 -RTS', run()],
  ['--config c.json +RTS -N2', run()],
  ['-c c.json --check-config', { kind: 'check', config: 'c.json' }],
  ['--version', { kind: 'version' }],
  ['-v', { kind: 'version' }],
  ['-h', { kind: 'help' }],
];
for (const [line, request] of lines)
  test(`command line: ${line}`, () => assert.deepEqual(parseCommandLine(line.split(' ')), request));

const wrong: [line: string, problem: RegExp][] = [
  ['', /missing: -c FILE/],
  ['-c c.json --min-log-severity debug', /expected one of Debug, .*, got debug/],
  ['-c c.json --shutdown-ipc x', /expected a file descriptor, got x/],
  ['-c c.json extra', /extra/],
  ['-c c.json --reload', /--reload/],
];
for (const [line, problem] of wrong)
  test(`refused command line: ${line}`, () =>
    assert.throws(
      () => parseCommandLine(line === '' ? [] : line.split(' ')),
      (error) => error instanceof CollectorError && error.exit === 'usage' && problem.test(error.message),
    ));

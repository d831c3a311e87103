import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT as PROGRAM_EXIT } from '@slotbench/tracing';
import { EXIT } from '../src/exit.ts';
import { explainError } from '../src/explain.ts';

test('programs and command line use one table of exit codes', () => {
  const own: Record<string, number> = Object.fromEntries(
    Object.entries(EXIT).map(([name, { code }]) => [name, code]),
  );
  for (const [name, code] of Object.entries(PROGRAM_EXIT)) assert.equal(own[name], code, name);
});

test('0 to 3 are verdicts, every failure is 64 or above', () => {
  for (const { code } of Object.values(EXIT)) assert.ok((code >= 0 && code <= 3) || code >= 64, String(code));
});

const explained: { name: string; error: unknown; exit: string; stack: boolean }[] = [
  {
    name: 'an unknown profile',
    error: Object.assign(new Error('no'), { code: 'PROFILE_UNKNOWN' }),
    exit: 'usage',
    stack: false,
  },
  {
    name: 'a full disk',
    error: Object.assign(new Error('no space'), { code: 'ENOSPC' }),
    exit: 'cannotCreate',
    stack: false,
  },
  {
    name: 'an error that names its exit',
    error: Object.assign(new Error('gone'), { exit: 'noInput' }),
    exit: 'noInput',
    stack: false,
  },
  { name: 'a defect', error: new TypeError('undefined is not a function'), exit: 'internal', stack: true },
];

for (const { name, error, exit, stack } of explained)
  test(`errors: ${name}`, () => {
    const told = explainError(error);
    assert.equal(told.exit, exit);
    assert.equal(told.lines.join('\n').includes('exit.test.ts'), stack);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NomadClient } from '../../src/nomad/client/client.ts';
import { taskWords, withoutPrefixes } from '../../src/nomad/task-words.ts';

const at = '2026-11-24T20:00:00.123456789+00:00';
const logs: readonly [name: string, text: string, expected: string][] = [
  ['lines of podman', `${at} stdout F one\n${at} stderr F two\n`, 'one\ntwo\n'],
  ['a line in pieces', `${at} stdout P on\n${at} stdout P e \n${at} stdout F line\n`, 'one line\n'],
  ['an empty line', `${at} stdout F \n${at} stdout F x\n`, '\nx\n'],
  [
    'what another driver keeps',
    'stdout F is no prefix\n2026 neither\n',
    'stdout F is no prefix\n2026 neither\n',
  ],
];
for (const [name, text, expected] of logs)
  test(`a task's log: ${name}`, () => assert.equal(withoutPrefixes(text), expected));

test('the last words of a task are those of stderr, else of stdout, and none where its client is silent', async () => {
  const words = (files: { stderr?: string; stdout?: string }) =>
    taskWords(
      {
        files: {
          logs: async (_: string, { type }: { type: 'stdout' | 'stderr' }) => {
            const text = files[type];
            if (text === undefined) throw new Error('gone');
            return new Blob([text]).stream();
          },
        },
      } as unknown as NomadClient,
      'a',
      't',
    );
  assert.equal(await words({ stderr: 'bad\n', stdout: 'fine\n' }), 'bad');
  assert.equal(await words({ stderr: '', stdout: `${at} stdout F 1\n2\n3\n4\n5\n6\n` }), '2\n3\n4\n5\n6');
  assert.equal(await words({}), '');
  assert.equal((await words({ stderr: 'x'.repeat(2_000_000) })).length, 1000);
});

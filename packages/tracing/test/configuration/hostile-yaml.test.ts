import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml, TraceConfigError } from '../../src/index.ts';

const refusal = (text: string, files: Readonly<Record<string, string>> = {}): string => {
  try {
    parseYaml('/etc/own.yaml', text, (path) => files[path] ?? assert.fail(`no file ${path}`));
  } catch (error) {
    assert(error instanceof TraceConfigError);
    return error.message;
  }
  return assert.fail('it was read');
};

test('aliases of aliases that stand for billions of values are refused within seconds', () => {
  const levels = Array.from({ length: 9 }, (_, n) => {
    const items = Array.from({ length: 9 }, () => (n === 0 ? 'x' : `*a${n - 1}`));
    return `a${n}: &a${n} [${items.join(', ')}]`;
  });
  assert.match(refusal(levels.join('\n')), /own\.yaml.*more than 1000000 values/s);
});

test('files that include files are counted together', () => {
  const files: Record<string, string> = { '/etc/f3.yaml': `[${Array.from({ length: 1000 }, () => 'x')}]` };
  for (let n = 0; n < 3; n++)
    files[`/etc/f${n}.yaml`] = Array.from({ length: 12 }, () => `- !include f${n + 1}.yaml`).join('\n');
  assert.match(refusal(files['/etc/f0.yaml']!, files), /more than 1000000 values/);
});

test('brackets in brackets, and an alias to what it stands in, are refused by depth', () => {
  assert.match(refusal('a: &a [*a]'), /nested deeper than 64 levels/);
  assert.match(refusal('['.repeat(5_000)), /expected one YAML or JSON document/);
  assert.match(refusal(`${'- '.repeat(70)}x`), /nested deeper than 64 levels/);
});

test('a file that includes itself is refused with its line', () => {
  const text = 'own:\n  - !include own.yaml';
  assert.match(refusal(text, { '/etc/own.yaml': text }), /own\.yaml:2.*includes this file/s);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../src/configuration/config.ts';
import { CollectorError } from '../../src/errors.ts';

const refusal = (text: string): CollectorError => {
  try {
    parseConfig(text, 'own.yaml', () => {});
  } catch (error) {
    assert(error instanceof CollectorError, String(error));
    return error;
  }
  return assert.fail('it was read');
};

test('a configuration of aliases that stand for billions of values is refused, not expanded', () => {
  const levels = Array.from({ length: 9 }, (_, n) => {
    const items = Array.from({ length: 9 }, () => (n === 0 ? 'x' : `*a${n - 1}`));
    return `a${n}: &a${n} [${items.join(', ')}]`;
  });
  const { message, exit } = refusal(levels.join('\n'));
  assert.match(message, /own\.yaml.*alias/);
  assert.equal(exit, 'badData');
});

test('an alias to nothing is refused with its name', () => {
  assert.match(refusal('network: *none').message, /own\.yaml.*none/);
});

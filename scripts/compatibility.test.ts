import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './sources.ts';

const page = readFileSync(join(root, 'docs/compatibility-tracer.md'), 'utf8');
const rows = tableRows(page);

function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| feature'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

test('every place that the table of cardano-tracer’s features names is there', () => {
  assert(rows.length >= 32);
  for (const [, feature, , ours, where] of rows) {
    const paths = [...(where ?? '').matchAll(/`([^`]+)`/g)].map(([, path]) =>
      path!.startsWith('src/') ? `packages/collector/${path}` : path!,
    );
    for (const path of paths) assert(existsSync(join(root, path)), `${feature}: ${path}`);
    assert(paths.length > 0 || /\*\*no\*\*|^no$/.test(ours ?? ''), `${feature}: says no place`);
  }
});

const facts = join(root, '../shared/facts/cardano-tracer.md');
test('the table has every feature of the facts', { skip: !existsSync(facts) && 'no ../shared/facts' }, () => {
  const [, section] = readFileSync(facts, 'utf8').split('## 13. Feature table');
  const features = tableRows(section!).map(([, feature]) => feature);
  assert(features.length > 20);
  assert.deepEqual(
    features.filter((feature) => !rows.some(([, ours]) => ours === feature)),
    [],
  );
});

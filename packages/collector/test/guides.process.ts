import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseConfig } from '../src/configuration/config.ts';
import { guide, guideBlocks } from './guide-blocks.ts';

const moving = guide('moving-from-cardano-tracer.md');

test('the configurations of the guides are read without a notice', () => {
  const of = (name: string) => guideBlocks(name, 'json');
  const all = ['moving-from-cardano-tracer.md', 'prometheus.md'].flatMap(of);
  const whole = all.filter((block) => block.startsWith('{'));
  const parts = all.filter((block) => block.startsWith('"'));
  assert.deepEqual([whole.length, parts.length], [1, 2]);
  const read = (config: string) => parseConfig(config, 'guide', ({ text }) => assert.fail(text));
  for (const config of whole) read(config);
  for (const part of parts) read(JSON.stringify({ ...JSON.parse(whole[0]!), ...JSON.parse(`{${part}}`) }));
});

test('the guides name the own keys of the configuration, all of them', () => {
  const source = readFileSync(new URL('../src/configuration/config.ts', import.meta.url), 'utf8');
  const own = /off by default:\n \* ([\s\S]*?)\. `null`/.exec(source)![1]!.split(/,\s*(?:\* )?/);
  const named = /Our own keys \(([\s\S]*?)\)/.exec(moving)![1]!.match(/\w+/g)!;
  assert.deepEqual(named.sort(), own.sort());
});

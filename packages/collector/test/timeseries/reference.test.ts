import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseConfig } from '../../src/configuration/config.ts';
import { createNodeRegistry } from '../../src/nodes/node-registry.ts';
import { createPointStore, type PointStore } from '../../src/timeseries/point-store.ts';
import { runQuery } from '../../src/timeseries/query/query.ts';
import { QueryError } from '../../src/timeseries/query/query-error.ts';
import { BUILTINS } from '../../src/timeseries/query/syntax.ts';
import { startTimeseries } from '../../src/timeseries/timeseries.ts';

const page = readFileSync(new URL('../../../../docs/reference/timeseries.md', import.meta.url), 'utf8');

/** The examples in the page's blocks of a language: a line after `mark`, and the lines up to the next one. */
function examples(language: 'query' | 'curl', mark: string): { input: string; output: string }[] {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, body]) => body!,
  );
  assert(blocks.length > 0);
  return blocks.flatMap((block) =>
    block
      .split(new RegExp(`^${mark} `, 'm'))
      .slice(1)
      .map((example) => {
        const [input = '', ...output] = example.trimEnd().split('\n');
        return { input, output: output.join('\n') };
      }),
  );
}

const NOW = 1_000_000;
const heights: [node: string, ms: number, value: number][] = [
  ['alpha', NOW - 60_000, 1199],
  ['beta', NOW - 60_000, 1199],
  ['alpha', NOW, 1205],
  ['beta', NOW, 1200],
];

function filled(): PointStore {
  const store = createPointStore();
  for (const [node, ms, value] of heights) store.insert({ metric: 'height', node, ms, value });
  return store;
}

for (const { input, output } of examples('query', '>'))
  test(`the page's example ${input}`, () => {
    let found: string;
    try {
      found = runQuery(input, filled(), NOW);
    } catch (error) {
      assert(error instanceof QueryError);
      found = error.message;
    }
    assert.equal(found, output);
  });

test('the page’s curl commands', async () => {
  const registry = createNodeRegistry();
  registry.register('id-0', 'alpha');
  registry.register('id-1', 'beta');
  const config = parseConfig(
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: '/tmp/unused' },
      logging: [{ logRoot: '/tmp/unused', logMode: 'FileMode', logFormat: 'ForMachine' }],
      hasTimeseries: { epHost: '127.0.0.1', epPort: 0 },
    }),
    'test',
  );
  const timeseries = await startTimeseries(config, {
    nodes: registry.list,
    ask: async () => undefined,
    nowMs: () => NOW,
    traces: { startedTimeseries: () => {}, missingCertificate: () => {} },
    say: () => {},
    complain: assert.fail,
  });
  try {
    for (const [node, ms, value] of heights)
      timeseries!.record(node, [{ name: 'height', value: { kind: 'gauge', value: BigInt(value) } }], ms);
    for (const { input, output } of examples('curl', '\\$')) {
      const [, path] = /http:\/\/localhost:12818([^\s']*)/u.exec(input)!;
      const items = [...input.matchAll(/--data-urlencode '([a-z]+)=([^']*)'/gu)].map(
        ([, k, v]): [string, string] => [k!, v!],
      );
      const isPost = items.length > 0 || input.includes('-X POST');
      const answer = await fetch(`http://127.0.0.1:${timeseries!.port}${path}`, {
        method: isPost ? 'POST' : 'GET',
        ...(items.length > 0 ? { body: new URLSearchParams(items) } : {}),
      });
      assert.equal(await answer.text(), output, input);
    }
  } finally {
    await timeseries!.close();
  }
});

test('the page names every function', () => {
  for (const name of Object.keys(BUILTINS)) assert(page.includes(`\`${name}`), name);
});

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectNode } from './forwarding-node.ts';
import { tracesOf, until, usePrograms } from './running-program.ts';

const run = usePrograms();
const missing = spawnSync('chromium', ['--version']).error;

/** The page as it stands after some seconds of its own time, and what the browser's console said. */
async function look(url: string): Promise<{ page: string; complaints: string[] }> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr'];
  const own = [
    `--user-data-dir=${join(run.root, 'browser')}`,
    '--virtual-time-budget=3000',
    '--dump-dom',
    url,
  ];
  const browser = spawn('chromium', [...flags, ...own], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [page, said] = [{ text: '' }, { text: '' }];
  browser.stdout.on('data', (piece) => {
    page.text += piece;
  });
  browser.stderr.on('data', (piece) => {
    said.text += piece;
  });
  await new Promise((resolve) => browser.on('close', resolve));
  return { page: page.text, complaints: said.text.split('\n').filter((line) => line.includes('CONSOLE')) };
}

test('a browser shows the lists and the live page, whatever nodes are called and say', {
  skip: missing !== undefined && 'no chromium (Debian: chromium)',
}, async () => {
  writeFileSync(
    join(run.root, 'config.json'),
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 's' },
      logging: [{ logRoot: 'logs', logMode: 'FileMode', logFormat: 'ForMachine' }],
      ekgRequestFreq: 0.1,
      hasEKG: { epHost: '127.0.0.1', epPort: 0 },
      hasPrometheus: { epHost: '127.0.0.1', epPort: 0 },
    }),
  );
  const collector = run.start(['-c', 'config.json']);
  await until('the start', () => collector.out.text.includes('Tracer.InitDone'));
  const endpoint = (name: string) =>
    String(tracesOf(collector).find(({ ns }) => ns === `Tracer.${name}`)?.data.endpoint);
  const name = 'x<script>document.title="caught"</script>x';
  const node = await connectNode({ path: join(run.root, 's'), name });
  node.metrics = [
    { name: 'cardano.node.metrics.blockNum_int', value: { kind: 'gauge', value: 1234567n } },
    { name: 'large_int', value: { kind: 'gauge', value: 9007199254740993n } },
    { name: '<b>bold</b>.real', value: { kind: 'label', value: '0.25' } },
    { name: 'text', value: { kind: 'label', value: '</td><script>document.title="caught"</script>' } },
  ];
  node.trace('{}');
  await until('the name', () => collector.out.text.includes('AddNewNodeIdMapping'));

  for (const server of ['StartedPrometheus', 'StartedMonitoring']) {
    const { page, complaints } = await look(endpoint(server));
    assert.match(
      page,
      /<li><a href="\/[\w-]+">x&lt;script&gt;document\.title=_caught_&lt;\/script&gt;x<\/a><\/li>/,
    );
    assert.deepEqual(complaints, []);
  }
  const list = await (
    await fetch(endpoint('StartedMonitoring'), { headers: { accept: 'text/html' } })
  ).text();
  const [, path] = /href="\/([\w-]+)"/.exec(list)!;
  const { page, complaints } = await look(`${endpoint('StartedMonitoring')}${path}`);
  assert.deepEqual(complaints, [], 'the page keeps its own policy');
  assert.match(page, /<title>x&lt;script&gt;/);
  const cells = [...page.matchAll(/<td class="value[^"]*"[^>]*>(.*?)<\/td>/g)].map(([, text]) => text);
  for (const shown of [
    '1,234,567',
    '9007199254740993',
    '0.25',
    '&lt;/td&gt;&lt;script&gt;document.title="caught"&lt;/script&gt;',
  ])
    assert(cells.includes(shown), `${shown} in ${cells.join(' | ')}`);
  assert.match(page, /<h2>cardano\.node\.metrics<\/h2>/);
  assert.match(page, /<h2>&lt;b&gt;bold&lt;\/b&gt;<\/h2>/);

  await node.close();
  collector.child.kill('SIGTERM');
  assert.equal(await collector.exit, 0);
});

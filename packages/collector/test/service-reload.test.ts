import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CollectorError } from '../src/errors.ts';
import { until, useService } from './running-service.ts';

const run = useService();
const entry = (folder: string, logFormat = 'ForMachine') => ({
  logRoot: join(run.root, folder),
  logMode: 'FileMode',
  logFormat,
});

test('a connected node goes on in the new log files, nothing is lost', async () => {
  const collector = await run.start();
  const node = await run.connect('node-0');
  node.trace('1', '2');
  await until('the first', () => collector.statistics.objects === 2);
  const next = run.config({ logging: [entry('logs'), entry('new', 'ForHuman')], networkMagic: 43 });
  const { changed, restart } = await collector.reload(next, new Map());
  assert.deepEqual([changed, restart], [['logging'], ['networkMagic']]);
  node.trace('3');
  await until('the next', () => collector.statistics.objects === 3);
  const again = await run.connect('node-1');
  again.trace('4');
  await until('the other node, with the old magic', () => collector.statistics.objects === 4);
  await collector.stop();
  assert.equal(run.read('node-0'), '1\n2\n3\n'); // one second, one name
  assert.equal(readFileSync(join(run.root, 'new', 'node-0', 'node.log'), 'utf8'), '3\n');
  assert.equal(run.read('node-1'), '4\n');
});

test('a folder that cannot be had leaves everything as it was', async () => {
  const collector = await run.start();
  const node = await run.connect('node-0');
  writeFileSync(join(run.root, 'file'), '');
  await assert.rejects(
    collector.reload(run.config({ logging: [entry('file/logs')] }), new Map()),
    (error) => error instanceof CollectorError && error.code === 'COLLECTOR_LOG_ROOT',
  );
  node.trace('still here');
  await until('it', () => collector.statistics.objects === 1);
  await collector.stop();
  assert.equal(run.read('node-0'), 'still here\n');
});

test('rotation and labels of targets count at once', async () => {
  const prometheus = { hasPrometheus: { epHost: '127.0.0.1', epPort: 0 } };
  const collector = await run.start(prometheus);
  const node = await run.connect('node-0');
  node.trace('0123456789');
  await until('the line', () => collector.statistics.objects === 1);
  const rotation = { rpFrequencySecs: 1, rpLogLimitBytes: 1, rpKeepFilesNum: 9 };
  const next = run.config({ ...prometheus, rotation, prometheusLabels: { cluster: 'a' } });
  assert.deepEqual((await collector.reload(next, new Map())).changed.toSorted(), [
    'prometheusLabels',
    'rotation',
  ]);
  const targets = await fetch(`http://127.0.0.1:${collector.prometheusPort}/targets`, {
    headers: { accept: 'application/json' },
  });
  const [{ labels }] = (await targets.json()) as [{ labels: object }];
  assert.deepEqual(labels, { cluster: 'a', __metrics_path__: '/node-0', node_name: 'node-0' });
  await until('the rotation', () => run.read('node-0') === '');
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until, useService } from './running-service.ts';

const run = useService();

test('the service compresses old files of all nodes and deletes those of departed ones', async () => {
  const logs = join(run.root, 'logs');
  const old = (node: string, name: string) => {
    mkdirSync(join(logs, node), { recursive: true });
    writeFileSync(join(logs, node, name), 'a\n');
    const seconds = Date.now() / 1000 - 2 * 3600;
    utimesSync(join(logs, node, name), seconds, seconds);
  };
  old('departed', 'node-2026-01-01T00-00-00.json');
  old('node-0', 'node-2026-01-01T00-00-00.json');
  old('node-0', 'node-2026-01-02T00-00-00.json');
  const collector = await run.start({
    rotation: {
      rpFrequencySecs: 1,
      rpLogLimitBytes: 1000,
      rpKeepFilesNum: 9,
      rpCompress: 'zstd',
      rpDepartedMaxAgeHours: 1,
    },
  });
  const node = await run.connect('node-0');
  node.trace('b');
  await until('b', () => collector.statistics.objects === 1);
  await until('upkeep', () => !existsSync(join(logs, 'departed')));
  await until(
    'upkeep',
    () => readdirSync(join(logs, 'node-0')).filter((name) => name.endsWith('.zst')).length === 2,
  );
  assert.equal(run.read('node-0'), 'b\n');
  await collector.stop();
});

test('journald that is not there: files go on, what the journal lacks is counted and said', async () => {
  const collector = await run.start(
    {
      logging: [
        { logRoot: join(run.root, 'logs'), logMode: 'FileMode', logFormat: 'ForMachine' },
        { logRoot: '', logMode: 'JournalMode', logFormat: 'ForHuman' },
      ],
    },
    { journal: { socket: join(run.root, 'none'), logger: undefined } },
  );
  assert.match(run.said.join('\n'), /^logging: no journald runs here/m);
  const node = await run.connect('node-0');
  node.trace('a');
  await until('a', () => collector.statistics.objects === 1);
  node.trace('b');
  await until('b', () => collector.statistics.objects === 2);
  await collector.stop();
  assert.equal(run.read('node-0'), 'a\nb\n');
  assert.equal(collector.statistics.droppedObjects, 2);
  assert.equal(run.traced.filter(({ name }) => name === 'Error').length, 1);
});

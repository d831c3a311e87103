import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disk, disk } from '../src/logs/disk.ts';
import { until, useService } from './running-service.ts';

const service = useService();
const lines = (count: number) => Array.from({ length: count }, (_, n) => `{"n":${n}}`);

/** A disk whose writes under paths with `name` in them go through `write`. */
function diskWhere(name: string, write: (bytes: Uint8Array) => Promise<void>): Disk {
  return {
    ...disk,
    async openAppend(path) {
      const handle = await disk.openAppend(path);
      if (!path.includes(name)) return handle;
      return {
        ...handle,
        async write(bytes) {
          await write(bytes);
          return handle.write(bytes);
        },
      };
    },
  };
}

test('a slow disk holds its node back, a reply at a time, and no other node', async () => {
  const { statistics, stop } = await service.start(
    { loRequestNum: 10 },
    { disk: diskWhere('slow', () => sleep(50)) },
  );
  const [slow, quick] = [await service.connect('slow'), await service.connect('quick')];
  slow.trace(...lines(1000));
  quick.trace(...lines(1000));
  await until('the quick node is logged', () => statistics.perNode.quick?.objects === 1000);
  const written = statistics.perNode.slow?.objects ?? 0;
  assert.ok(slow.queued > 0, 'the slow one is not through');
  assert.ok(
    slow.queued >= 1000 - written - 20,
    `what waits, waits at the node: ${slow.queued} after ${written}`,
  );
  await stop();
  assert.equal(service.read('quick'), `${lines(1000).join('\n')}\n`);
});

test('a full disk: logging pauses, is said and counted, loses nothing; metrics and others go on', async () => {
  let full = true;
  const { statistics, stop, prometheusPort } = await service.start(
    { loRequestNum: 10, hasPrometheus: { epHost: '127.0.0.1', epPort: 0 } },
    {
      disk: diskWhere('node-full', async () => {
        if (full)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }),
    },
  );
  const [node, other] = [await service.connect('node-full'), await service.connect('other')];
  node.metrics = [{ name: 'blocks', value: { kind: 'gauge', value: 1n } }];
  node.trace(...lines(500));
  other.trace('{"other":1}');
  await until('it is said', () => service.said.length === 1);
  await until('the other node', () => statistics.perNode.other?.objects === 1);
  assert.match(service.said[0]!, /logs\/node-full: ENOSPC/);
  node.metrics = [{ name: 'blocks', value: { kind: 'gauge', value: 2n } }];
  let page = '';
  for (let n = 0; n < 100 && !page.includes('blocks 2'); n++) {
    page = await (await fetch(`http://127.0.0.1:${prometheusPort}/node-full`)).text();
    await sleep(10);
  }
  assert.match(page, /blocks 2/);
  assert.equal(node.queued, 490, 'one reply is held, nothing more is asked for');
  assert.deepEqual([statistics.writeErrors, statistics.droppedObjects], [1, 0]);
  full = false;
  await until('everything', () => statistics.perNode['node-full']?.objects === 500);
  await stop();
  assert.equal(service.read('node-full'), `${lines(500).join('\n')}\n`);
  assert.equal(statistics.droppedObjects, 0);
});

test('what waits for a full disk at the end is counted as lost', async () => {
  const { statistics, stop } = await service.start(
    {},
    {
      disk: diskWhere('logs', async () => {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }),
    },
  );
  const node = await service.connect('node-0');
  node.trace(...lines(30));
  await until('it is said', () => service.said.length === 1);
  await stop();
  assert.equal(statistics.droppedObjects, 30);
});

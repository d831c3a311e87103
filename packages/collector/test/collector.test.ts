import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Collector, CollectorError, type SelfTrace, startCollector } from '../src/index.ts';

const network = { tag: 'AcceptAt', contents: '127.0.0.1:0' } as const;

async function withCollector(
  config: Parameters<typeof startCollector>[0]['config'],
  use: (collector: Collector, traces: SelfTrace[]) => Promise<void>,
): Promise<void> {
  const traces: SelfTrace[] = [];
  const collector = await startCollector({ config, onTrace: (trace) => traces.push(trace) });
  try {
    await use(collector, traces);
  } finally {
    await collector.stop();
  }
}

test('self-traces, notices and resources come as calls', async () => {
  const mistyped = { hasPrometeus: {} };
  await withCollector(
    { networkMagic: 42, network, resourceFreq: 60_000, ...mistyped },
    async (collector, traces) => {
      assert.match(collector.address!, /^127\.0\.0\.1:\d+$/);
      const notice = traces.find(({ namespace }) => namespace === 'Tracer.Notice');
      assert.match(String(notice?.data.message), /hasPrometheus is meant/);
      const resources = traces.find(({ namespace }) => namespace === 'Tracer.Resources');
      assert.deepEqual([resources?.severity, resources?.data.kind], ['Info', 'ResourceStats']);
      const samples = () => traces.filter(({ namespace }) => namespace === 'Tracer.Resources').length;
      const { changed } = await collector.reload({ networkMagic: 42, network, resourceFreq: 50_000 });
      assert.deepEqual([changed, samples()], [['resourceFreq'], 2]);
      await collector.reload({ networkMagic: 42, network });
      assert.equal(samples(), 2);
    },
  );
});

test('what cannot be used is refused with every fault, at the start and at a reload', async () => {
  const bad = { networkMagic: -1, network: { tag: 'ConnectTo' as const, contents: [] } };
  const faults = (error: unknown) => error instanceof CollectorError && error.faults.length === 2;
  await assert.rejects(startCollector({ config: bad }), faults);
  await withCollector({ networkMagic: 42, network }, (collector) =>
    assert.rejects(collector.reload(bad), faults),
  );
});

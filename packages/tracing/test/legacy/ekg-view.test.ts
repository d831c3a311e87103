import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';
import { EkgView } from '../../src/legacy/ekg-view.ts';
import { MemorySink } from '../fakes.ts';
import { logObject, needsRecordings, type RecordedObject, recording } from './recorded.ts';

test('the recorded page of values; aggregates are not here', needsRecordings, () => {
  const [run] = recording<{ runs: { inputs: RecordedObject[]; scrapeOther: string[] }[] }>(
    'ekgview.json',
  ).runs;
  const view = new EkgView();
  for (const input of run!.inputs) view.put(logObject(input));
  const expected = run!.scrapeOther.filter((line) => !line.startsWith('_cardano_x_'));
  assert.equal(expected.length, 10);
  assert.deepEqual(view.page().trimEnd().split('\n').sort(), expected.sort());
});

test('hasEKG and hasPrometheus serve the values of the loggers that go to the view', async () => {
  const port = await freePort();
  const sink = new MemorySink();
  const tracing = createTracing(
    parseTraceConfig({
      UseTraceDispatcher: false,
      minSeverity: 'Info',
      setupBackends: ['KatipBK'],
      defaultBackends: ['KatipBK'],
      setupScribes: [{ scKind: 'StdoutSK', scName: 'stdout' }],
      defaultScribes: [['StdoutSK', 'stdout']],
      hasEKG: 12_788,
      hasPrometheus: ['127.0.0.1', port],
      options: { mapBackends: { 'cardano.node.metrics': ['EKGViewBK'] } },
    }),
    { stdout: sink },
  );
  const message = defineMessage<number>({
    namespace: 'A.B',
    severity: 'Debug',
    forMachine: () => ({ kind: 'X' }),
    metrics: (value) => [{ kind: 'int', name: 'slotNum', value }],
    doc: '',
  });
  tracing.tracer(message)(7);
  let page = '';
  for (let i = 0; i < 200 && page === ''; i++) {
    page = await fetch(`http://127.0.0.1:${port}/metrics`).then(
      (answer) => answer.text(),
      () => '',
    );
    if (page === '') await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(page, 'cardano_node_metrics_slotNum_int 7\n');
  await tracing.close();
  assert.deepEqual(sink.lines, []);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

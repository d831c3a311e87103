import assert from 'node:assert/strict';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { test } from 'node:test';
import {
  createTracing,
  defineMessage,
  diagnosticsOutlet,
  parseTraceConfig,
  traceChannel,
} from '../../src/index.ts';
import { MemorySink } from '../fakes.ts';

const request = defineMessage<{ path: string }>({
  namespace: 'App.Request',
  severity: 'Info',
  forMachine: ({ path }) => ({ kind: 'Request', path }),
  doc: 'A request.',
});
const config = parseTraceConfig({
  TraceOptions: { '': { severity: 'Info', backends: ['Stdout MachineFormat'] } },
});

test('a subscriber gets the payload itself, from its subscription to its end', async () => {
  const seen: unknown[] = [];
  const listen = (published: unknown): unknown => seen.push(published);
  const tracing = createTracing(config, {
    stdout: new MemorySink(),
    host: 'h',
    thread: '1',
    outlets: [diagnosticsOutlet('test.trace')],
  });
  const trace = tracing.tracer(request);
  const payload = { path: '/' };
  trace({ path: 'before' });
  subscribe('test.trace.App.Request', listen);
  trace(payload);
  unsubscribe('test.trace.App.Request', listen);
  trace({ path: 'after' });
  await tracing.close();
  assert.equal(seen.length, 1);
  const event = seen[0] as { payload: unknown; namespace: string; severity: string };
  assert.equal(event.payload, payload);
  assert.equal(event.namespace, 'App.Request');
  assert.equal(event.severity, 'Info');
});

test('what others publish is traced, from the subscription to its end', async () => {
  const stdout = new MemorySink();
  const tracing = createTracing(config, { stdout });
  const source = channel('test.requests');
  source.publish({ path: 'before' });
  const stop = traceChannel('test.requests', tracing.tracer(request));
  source.publish({ path: '/a' });
  stop();
  source.publish({ path: 'after' });
  await tracing.close();
  assert.deepEqual(
    stdout.lines.map((line) => JSON.parse(line).data.path),
    ['/a'],
  );
});

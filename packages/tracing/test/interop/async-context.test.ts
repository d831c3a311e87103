import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  contextual,
  createTracing,
  defineMessage,
  parseTraceConfig,
  withTraceContext,
} from '../../src/index.ts';
import { MemorySink } from '../fakes.ts';

const step = defineMessage<{ n: number }>({
  namespace: 'App.Step',
  severity: 'Warning',
  forMachine: ({ n }) => ({ kind: 'Step', n }),
  doc: 'A step.',
});

test('the context of the work in progress is in the data, also after an await, each in its own work', async () => {
  const stdout = new MemorySink();
  const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }), { stdout });
  const trace = contextual(tracing).tracer(step);
  trace({ n: 0 });
  await Promise.all(
    [1, 2].map((request) =>
      withTraceContext({ request }, async () => {
        await sleep(5);
        withTraceContext({ peer: 'a' }, () => trace({ n: request }));
        trace({ n: 10 + request });
      }),
    ),
  );
  await tracing.close();
  const told = stdout.lines.map((line) => JSON.parse(line).data).sort((a, b) => a.n - b.n);
  assert.deepEqual(told, [
    { kind: 'Step', n: 0 },
    { context: { peer: 'a', request: 1 }, kind: 'Step', n: 1 },
    { context: { peer: 'a', request: 2 }, kind: 'Step', n: 2 },
    { context: { request: 1 }, kind: 'Step', n: 11 },
    { context: { request: 2 }, kind: 'Step', n: 12 },
  ]);
});

/**
 * A server whose traces know the request they belong to, whatever was awaited in between; and traces of what Node itself
 * publishes about the requests that we send. `node examples/tracing-context.ts`.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  contextual,
  createTracing,
  defineMessage,
  parseTraceConfig,
  traceChannel,
  withTraceContext,
} from '@slotbench/tracing';

const looked = defineMessage<{ key: string }>({
  namespace: 'Store.Looked',
  severity: 'Info',
  forMachine: ({ key }) => ({ kind: 'Looked', key }),
  doc: 'A value was looked for.',
});
const requested = defineMessage<{ request: { method: string; path: string } }>({
  namespace: 'Client.Requested',
  severity: 'Info',
  forMachine: ({ request }) => ({ kind: 'Requested', method: request.method, path: request.path }),
  doc: 'We send a request.',
});

const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }));
const traceLooked = contextual(tracing).tracer(looked);
const stopListening = traceChannel('http.client.request.created', tracing.tracer(requested));

const server = createServer((request, response) =>
  withTraceContext({ id: request.headers['x-request-id'] }, async () => {
    await sleep(10);
    traceLooked({ key: request.url ?? '' }); // has the id of its request
    response.end('found');
  }),
);
await once(server.listen(0), 'listening');
const { port } = server.address() as AddressInfo;
const { get } = await import('node:http');
await Promise.all(
  ['a', 'b'].map(async (id) => {
    const request = get({ port, path: `/${id}`, headers: { 'x-request-id': id }, agent: false });
    const [response] = await once(request, 'response');
    response.resume();
    await once(response, 'end');
  }),
);
stopListening();
server.close();
await tracing.close();

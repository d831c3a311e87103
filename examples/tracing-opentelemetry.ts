/**
 * The same traces as lines on stdout and as log records of OpenTelemetry, which a program would send to its collector; here
 * an exporter prints them on stderr. Needs `@opentelemetry/sdk-logs`. `node examples/tracing-opentelemetry.ts`.
 */
import { LoggerProvider, type LogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createTracing, defineMessage, parseTraceConfig } from '@slotbench/tracing';
import { connectOpenTelemetry } from '@slotbench/tracing/opentelemetry';

const exporter: LogRecordExporter = {
  export(records, done) {
    for (const { eventName, severityNumber, attributes } of records)
      console.error(JSON.stringify({ eventName, severityNumber, attributes }));
    done({ code: 0 });
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });

const bridge = await connectOpenTelemetry({ name: 'example', loggerProvider });
const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }), {
  outlets: [bridge.outlet],
});
const trace = bridge.withMetrics(tracing).tracer(
  defineMessage<{ seats: number }>({
    namespace: 'Kitchen.Opened',
    severity: 'Notice',
    forMachine: ({ seats }) => ({ kind: 'Opened', seats }),
    metrics: ({ seats }) => [{ kind: 'int', name: 'seats', value: seats }],
    doc: 'The kitchen takes orders.',
  }),
);

trace({ seats: 12 });
await tracing.close();
await loggerProvider.shutdown();

/**
 * A first program that traces: messages are declared once, the configuration says what becomes of them.
 * `node examples/tracing-first.ts`, or with a file of its own: `node examples/tracing-first.ts tracing.yaml`.
 */
import { createTracing, defineMessages, parseTraceConfig, readTraceConfig } from '@slotbench/tracing';

const kitchen = defineMessages('Kitchen', {
  Opened: {
    severity: 'Notice',
    forMachine: ({ seats }: { seats: number }) => ({ kind: 'Opened', seats }),
    forHuman: ({ seats }: { seats: number }) => `open, with ${seats} seats`,
    fields: { seats: 'integer: places to sit' },
    doc: 'The kitchen takes orders.',
  },
  'Order.Served': {
    severity: ({ minutes }: { dish: string; minutes: number }) => (minutes > 20 ? 'Warning' : 'Info'),
    forMachine: ({ dish, minutes }, detail) => ({
      kind: 'Served',
      dish,
      ...(detail === 'DMinimal' ? {} : { minutes }),
    }),
    metrics: ({ minutes }) => [
      { kind: 'counter', name: 'served' },
      { kind: 'real', name: 'minutes', value: minutes },
    ],
    metricHelp: { served: 'Dishes served', minutes: 'How long the last dish took' },
    fields: { dish: 'string: what was ordered', minutes: 'number?: from order to table, not at DMinimal' },
    doc: 'A dish reached its guest; late ones are warnings.',
  },
});

const file = process.argv[2];
const config =
  file === undefined
    ? parseTraceConfig({
        TraceOptions: {
          '': { severity: 'Notice', backends: ['Stdout HumanFormatUncoloured'] },
          'Kitchen.Order': { backends: ['Stdout MachineFormat'] },
        },
      })
    : readTraceConfig(file);
const tracing = createTracing(config, { messages: [kitchen] });
const trace = tracing.tracers(kitchen);

trace.Opened({ seats: 12 });
trace['Order.Served']({ dish: 'soup', minutes: 7 }); // Info: below the filter, but counted
trace['Order.Served']({ dish: 'stew', minutes: 31 });
for (const { name, value } of tracing.source.metrics()) console.error(name, String(value.value));

await tracing.close();

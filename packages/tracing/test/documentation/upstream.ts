import type { MessageDescription } from '../../src/documentation/description.ts';
import { golden } from '../golden.ts';

/** A tracer as configuration.json records it. */
interface RecordedTracer {
  readonly prefix: readonly string[];
  readonly messages: readonly {
    readonly declared: boolean;
    readonly ns: readonly string[];
    readonly doc: string | null;
    readonly severityStatic: MessageDescription['severity'] | null;
    readonly privacy: MessageDescription['privacy'] | null;
    readonly detailsFor: MessageDescription['details'] | null;
    readonly metricsDoc: readonly [string, string][];
  }[];
}

const INTERNAL = "This internal message can't be filtered by the current configuration";

/** What the library declares of itself; the last column is its metric. */
const reflection: readonly [string, NonNullable<MessageDescription['severity']>, string][] = [
  ['MetricsInfo', 'Debug', 'Writes out numbers for metrics delivered.'],
  [
    'RememberLimiting',
    'Notice',
    '^ This message remembers of ongoing frequency limiting, and gives the number of messages that has been suppressed',
  ],
  ['StartLimiting', 'Notice', 'This message indicates the start of frequency limiting'],
  [
    'StopLimiting',
    'Notice',
    'This message indicates the stop of frequency limiting, and gives the number of messages that has been suppressed',
  ],
  ['TracerConfigInfo', 'Notice', 'Trace the tracer configuration which is effectively used.'],
  ['TracerConsistencyWarnings', 'Warning', 'Tracer consistency check found errors.'],
  ['TracerInfo', 'Notice', 'Writes out tracers with metrics and silent tracers.'],
  [
    'UnknownNamespace',
    'Error',
    'A value was queried for a namespaces from a tracer,which is unknown. This indicates a bug in the tracer implementation.',
  ],
];

/** The messages of which the golden pages tell: recorded ones, and those of the library. */
export function upstreamMessages(): MessageDescription[] {
  const { tracers } = golden<{ tracers: RecordedTracer[] }>('configuration.json');
  const recorded = tracers.flatMap(({ prefix, messages }) =>
    messages
      .filter((message) => message.declared)
      .map((message) => ({
        namespace: [...prefix, ...message.ns].join('.'),
        root: prefix.join('.'),
        severity: message.severityStatic ?? undefined,
        privacy: message.privacy ?? undefined,
        details: message.detailsFor ?? undefined,
        doc: message.doc ?? '',
        metricHelp: Object.fromEntries(message.metricsDoc),
      })),
  );
  const own = reflection.map(([name, severity, doc]) => ({
    namespace: `Reflection.${name}`,
    root: 'Reflection',
    severity,
    privacy: 'Public' as const,
    details: 'DNormal' as const,
    doc: `${doc}\n${INTERNAL}`,
    metricHelp:
      name === 'StartLimiting'
        ? { 'SuppressedMessages..': 'Number of suppressed messages of a certain namespace' }
        : {},
  }));
  // A namespace is recorded once for each of the values that it was traced with.
  return [...new Map([...recorded, ...own].map((message) => [message.namespace, message])).values()];
}

export const upstreamDataPoints = [
  { name: 'SynthInfo', doc: 'Basic information, collected once.\n\n _dpName_: Name.\n\n _dpCount_: Count.' },
];

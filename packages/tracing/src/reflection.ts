import { renderValue } from './format/data.ts';
import { showTexts } from './format/haskell-show.ts';
import { defineMessage } from './message.ts';

/**
 * What the tracing system says about itself. Upstream declares the notices of limiters and of unknown namespaces and loses
 * them on the way; here they arrive.
 */
export const startLimiting = defineMessage<{ name: string }>({
  namespace: 'Reflection.StartLimiting',
  severity: 'Notice',
  forMachine: () => ({ kind: 'StartLimiting' }),
  forHuman: ({ name }) => `Start of frequency limiting for ${name}`,
  doc: 'A message comes too often: from now on some of it is left out.',
});

export const rememberLimiting = defineMessage<{ name: string; suppressed: number }>({
  namespace: 'Reflection.RememberLimiting',
  severity: 'Notice',
  forMachine: ({ suppressed }) => ({ kind: 'RememberLimiting', numSuppressed: suppressed }),
  forHuman: ({ name, suppressed }) =>
    `Frequency limiting still active for ${name}. Suppressed so far ${suppressed} messages.`,
  fields: { numSuppressed: 'integer: messages left out since limiting started' },
  doc: 'A message is still left out; the number counts since limiting started.',
});

export const stopLimiting = defineMessage<{ name: string; suppressed: number }>({
  namespace: 'Reflection.StopLimiting',
  severity: 'Notice',
  forMachine: ({ suppressed }) => ({ kind: 'StopLimiting', numSuppressed: suppressed }),
  forHuman: ({ name, suppressed }) =>
    `Stop of frequency limiting for ${name}. Suppressed ${suppressed} messages.`,
  metrics: ({ name, suppressed }) => [{ kind: 'int', name: `SuppressedMessages.${name}`, value: suppressed }],
  metricHelp: { 'SuppressedMessages.*': 'Messages left out of the named one while it was limited.' },
  fields: { numSuppressed: 'integer: messages left out since limiting started' },
  doc: 'A message is no longer left out; the number says how often it was.',
});

export const unknownNamespace = defineMessage<{ unknown: string; legal: string; querying: string }>({
  namespace: 'Reflection.UnknownNamespace',
  severity: 'Error',
  forMachine: ({ unknown, legal, querying }) => ({
    kind: 'UnknownNamespace',
    unknownNamespace: unknown,
    legalNamespace: legal,
    querying,
  }),
  forHuman: ({ unknown, legal, querying }) =>
    `Unknown namespace detected ${[unknown, legal].filter((name) => name !== '').join('.')}. Used for querying ${querying}.`,
  fields: {
    unknownNamespace: 'string: name of the message',
    legalNamespace: 'string: the rest of its name',
    querying: 'string: what was looked up',
  },
  doc: 'A message was traced that the program does not declare: documentation and checks of the configuration do not know it. Told once a message.',
});

export const tracerInfo = defineMessage<{
  all: readonly string[];
  silent: readonly string[];
  withoutMetrics: readonly string[];
}>({
  namespace: 'Reflection.TracerInfo',
  severity: 'Notice',
  forMachine: ({ all, silent, withoutMetrics }) => ({
    kind: 'TracerMeta',
    allTracers: all.join(' '),
    silentTracers: silent.join(' '),
    noMetrics: withoutMetrics.join(' '),
  }),
  forHuman: ({ all, silent, withoutMetrics }) =>
    'The tracing system has silent the following tracer, as they will never have any output according to the current ' +
    `config: ${silent.join(' ')}. The following tracers will not emit metrics ${withoutMetrics.join(' ')}. ` +
    `Here is a complete list of all tracers: ${all.join(' ')}.`,
  fields: {
    allTracers: 'string: groups of messages, by the prefix they share',
    silentTracers: 'string: those of which nothing can pass the configured severities',
    noMetrics: 'string: those without metrics',
  },
  doc: 'What the configuration lets through, by groups of messages.',
});

export const configurationWarned = defineMessage<{ warnings: readonly string[] }>({
  namespace: 'Reflection.TracerConsistencyWarnings',
  severity: 'Warning',
  forMachine: ({ warnings }) => ({ kind: 'TracerConsistencyWarnings', errors: showTexts(warnings) }),
  forHuman: ({ warnings }) => `Consistency check found warnings:  ${showTexts(warnings)}`,
  fields: { errors: 'string: a list of texts, as Haskell shows it' },
  doc: 'The configuration speaks of messages that are not there, or names are declared twice.',
});

export const configurationTaken = defineMessage<{ configuration: Readonly<Record<string, unknown>> }>({
  namespace: 'Reflection.TracerConfigInfo',
  severity: 'Notice',
  forMachine: ({ configuration }) => ({ conf: configuration }),
  forHuman: ({ configuration }) => `Effective Tracer config is:  ${renderValue(configuration)}`,
  fields: { conf: 'object: in the encapsulated layout' },
  doc: 'The configuration that is in force, defaults filled in.',
});

export const messagesLost = defineMessage<{ sink: 'forwarder' | 'stdout'; count: number; reason: string }>({
  namespace: 'Reflection.MessagesLost',
  severity: 'Warning',
  forMachine: ({ sink, count, reason }) => ({ kind: 'MessagesLost', sink, lost: count, reason }),
  forHuman: ({ sink, count, reason }) => `${count} messages did not reach the ${sink}: ${reason}`,
  metrics: ({ sink, count }) => [{ kind: 'counter', name: `MessagesLost.${sink}`, add: count }],
  metricHelp: {
    'MessagesLost.*': 'Messages that a back end lost: the forwarder whose queue was full, or stdout.',
  },
  fields: {
    sink: 'string: forwarder or stdout',
    lost: 'integer: messages since it was told last',
    reason: 'string: why, as far as it is known',
  },
  doc: 'A back end could not take messages. Told at most once a second.',
});

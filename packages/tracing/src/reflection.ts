import { defineMessage } from './message.ts';

/**
 * What the tracing system says about itself. Upstream declares these notices and loses them on the way; here they
 * arrive (facts/tracing-library.md §4).
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
  doc: 'A message is still left out; the number counts since limiting started.',
});

export const stopLimiting = defineMessage<{ name: string; suppressed: number }>({
  namespace: 'Reflection.StopLimiting',
  severity: 'Notice',
  forMachine: ({ suppressed }) => ({ kind: 'StopLimiting', numSuppressed: suppressed }),
  forHuman: ({ name, suppressed }) =>
    `Stop of frequency limiting for ${name}. Suppressed ${suppressed} messages.`,
  metrics: ({ name, suppressed }) => [{ kind: 'int', name: `SuppressedMessages.${name}`, value: suppressed }],
  doc: 'A message is no longer left out; the number says how often it was.',
});

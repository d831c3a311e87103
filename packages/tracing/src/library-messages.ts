import type { MessageType } from './message.ts';
import { prometheusStart, prometheusStop } from './prometheus/server.ts';
import * as reflection from './reflection.ts';
import { resources } from './resources/sampling.ts';

/** What this library traces itself, in any program. */
export const libraryMessages: readonly MessageType<never>[] = [
  ...Object.values(reflection),
  prometheusStart,
  prometheusStop,
  resources,
];

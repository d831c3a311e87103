import { setTimeout as sleep } from 'node:timers/promises';
import type { Edge } from './connection.ts';

/** The edge of this process. */
export const processEdge: Edge = {
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AloneStep,
  aloneStep,
  type HostSituation,
  NEVER_DEPLOYED_SECONDS,
  SILENCE_SECONDS,
} from '../../src/supervisor/alone.ts';

const busy: HostSituation = {
  silentSeconds: SILENCE_SECONDS,
  deployed: true,
  untilEndSeconds: 100,
  keepSeconds: 3600,
  running: 3,
  producers: { running: 1, started: 1 },
};
const over = { running: 0, producers: { running: 0, started: 1 } };

const table: readonly [name: string, change: Partial<HostSituation>, step: AloneStep][] = [
  ['its producer runs', {}, { kind: 'wait' }],
  ['the time limit passed', { untilEndSeconds: 0 }, { kind: 'stop', why: 'time limit' }],
  [
    'the time limit passed while somebody speaks to it',
    { untilEndSeconds: -100, silentSeconds: SILENCE_SECONDS - 1 },
    { kind: 'wait' },
  ],
  [
    'its producers ended',
    { producers: { running: 0, started: 2 } },
    { kind: 'stop', why: 'producers ended' },
  ],
  ['one of two producers ended', { producers: { running: 1, started: 2 } }, { kind: 'wait' }],
  ['it has no producer', { producers: { running: 0, started: 0 } }, { kind: 'wait' }],
  ['all ended, kept', { ...over, untilEndSeconds: -3599 }, { kind: 'wait' }],
  ['all ended, kept long enough', { ...over, untilEndSeconds: -3600 }, { kind: 'give up' }],
  ['all ended, somebody fetches', { ...over, untilEndSeconds: -3600, silentSeconds: 3 }, { kind: 'wait' }],
  ['never deployed', { ...over, deployed: false }, { kind: 'wait' }],
  [
    'never deployed for long',
    {
      ...over,
      deployed: false,
      untilEndSeconds: Number.POSITIVE_INFINITY,
      silentSeconds: NEVER_DEPLOYED_SECONDS,
    },
    { kind: 'give up' },
  ],
];
for (const [name, change, step] of table)
  test(`a host that is alone: ${name}`, () => assert.deepEqual(aloneStep({ ...busy, ...change }), step));

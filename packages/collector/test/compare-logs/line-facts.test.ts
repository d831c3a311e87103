import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf, timeOf } from '../../src/compare-logs/line-facts.ts';

const cases: [line: string, time: string | undefined, host: string][] = [
  [
    '{"at":"2026-07-01T12:00:00.5Z","ns":"A","data":{},"sev":"Info","thread":"1","host":"relay1"}',
    '2026-07-01T12:00:00.5Z',
    'relay1',
  ],
  ['{"at":"2026-07-01 12:00:00.50Z","data":{"host":"inner"},"host":"ü"} ', '2026-07-01T12:00:00.50Z', 'ü'],
  ['{"host":"first","at":"2026-07-01T12:00:00Z","data":{"host":"inner"}}', '2026-07-01T12:00:00Z', 'first'],
  ['{"at":"2026-07-01T12:00:00Z","host":"with \\"quotes\\""}', '2026-07-01T12:00:00Z', 'with "quotes"'],
  ['{"at":"soon","host":7}', undefined, '(none)'],
  ['{"at":"2026-07-01T12:00:00Z","cut', '2026-07-01T12:00:00Z', '(none)'],
  ['{"at":"2026', undefined, '(none)'],
  ['null', undefined, '(none)'],
  ['text', undefined, '(none)'],
];
for (const [line, time, host] of cases)
  test(`time and host of ${line}`, () => {
    assert.equal(timeOf(Buffer.from(line)), time);
    assert.equal(hostOf(Buffer.from(line)), host);
  });

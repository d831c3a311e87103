import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checklist } from '../src/driver-checklist.ts';

type Input = Parameters<typeof checklist>[0];

function results(o: { state?: string; garbageLines?: number; n?: number; verdict?: string } = {}): Input {
  const value = o.n === 0 ? null : { n: o.n ?? 9 };
  return {
    status: { state: o.state ?? 'complete', reason: 'node-0 ended with exit code 64' },
    hosts: [
      {
        host: 'node-0',
        logs: { events: 900, garbageLines: o.garbageLines ?? 0 },
        adopted: { count: 24, of: 24 },
      },
    ],
    metrics: [
      { id: 'forgerLead', group: 'forger', value },
      { id: 'cpu', group: 'machine', value: { n: 3 } },
      { id: 'gcPause', group: 'machine', value: null },
    ],
    properties: [{ name: 'forged is adopted', verdict: o.verdict ?? 'holds', checked: 5, violated: 0 }],
  } as unknown as Input;
}

test('a run that shows everything passes; what not every node has is not asked for', () => {
  const checks = checklist(results());
  assert.deepEqual(
    checks.map(({ passed }) => passed),
    [true, true, true, true, true],
  );
});

const faults: [name: string, input: Input, what: RegExp, found: RegExp][] = [
  ['refused flags', results({ state: 'incomplete' }), /command line/, /exit code 64/],
  ['unreadable lines', results({ garbageLines: 2 }), /node-0: its log/, /2 unreadable/],
  ['an event that never came', results({ n: 0 }), /forgerLead/, /none/],
  ['a property that does not hold', results({ verdict: 'violated' }), /forged is adopted/, /violated/],
];
for (const [name, input, what, found] of faults)
  test(`not passed: ${name}`, () => {
    const failed = checklist(input).filter(({ passed }) => !passed);
    assert.equal(failed.length, 1);
    assert.match(failed[0]!.what, what);
    assert.match(failed[0]!.found, found);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOrder, stopOrder } from '../src/scenario/order.ts';
import { isVerdict, type RunEvent, type RunState, step, type Verdict } from '../src/scenario/verdict.ts';

const exit = (program: string, code: number | null = 0, signal: string | null = null): RunEvent => ({
  kind: 'exit',
  program,
  role: program === 'tracer' || program === 'generator' || program === 'observer' ? program : 'node',
  status: { code, signal },
});

/** The verdict that the events lead to; undefined if the run goes on. */
function judge(goal: string | undefined, events: readonly RunEvent[]): Verdict | undefined {
  let state: RunState = { producersLeft: new Set(['node-0', 'node-1']), goal };
  for (const event of events) {
    const result = step(state, event);
    if (isVerdict(result)) return result;
    state = result;
  }
  return undefined;
}

const goal = 'block 25';
const vectors: readonly [
  name: string,
  goal: string | undefined,
  events: readonly RunEvent[],
  verdict: RegExp | undefined,
][] = [
  ['all producers end', goal, [exit('node-1'), exit('node-0')], /^complete$/],
  ['one producer is not all', goal, [exit('node-0')], undefined],
  ['a generator that is done leaves the nodes running', goal, [exit('generator')], undefined],
  ['an explorer may end', goal, [exit('explorer'), exit('node-0'), exit('node-1')], /^complete$/],
  ['an error code', goal, [exit('node-0'), exit('node-1', 70)], /^node-1 ended with exit code 70$/],
  ['a signal', goal, [exit('node-1', null, 'SIGSEGV')], /^node-1 was killed by SIGSEGV$/],
  ['a failing generator', goal, [exit('generator', 1)], /^generator ended with exit code 1$/],
  ['a collector that leaves', goal, [exit('tracer')], /^tracer ended before the nodes did$/],
  ['an observer that leaves', goal, [exit('observer')], /^observer ended before the nodes did$/],
  [
    'too slow a chain',
    goal,
    [exit('node-0'), { kind: 'time-limit', seconds: 160 }],
    /160 s after slot 0 .* node-1 reached block 25/,
  ],
  [
    'without a goal the time limit is the end',
    undefined,
    [{ kind: 'time-limit', seconds: 160 }],
    /^complete$/,
  ],
  ['without a goal no node may leave', undefined, [exit('node-0')], /^node-0 ended by itself/],
  ['an abort', goal, [{ kind: 'abort', reason: 'stopped by SIGINT' }], /^stopped by SIGINT$/],
  [
    'a node that does not get ready',
    goal,
    [{ kind: 'not-ready', program: 'node-1', patienceSeconds: 40, missing: 'its port 7' }],
    /^node-1 was not ready after 40 s: its port 7 is missing$/,
  ],
];
for (const [name, goalOfRun, events, expected] of vectors)
  test(`verdict: ${name}`, () => {
    const verdict = judge(goalOfRun, events);
    if (expected === undefined) assert.equal(verdict, undefined);
    else assert.match(verdict?.kind === 'incomplete' ? verdict.reason : String(verdict?.kind), expected);
  });

const programs = (['node', 'generator', 'tracer', 'node'] as const).map((role, i) => ({ role, i }));

test('collector, nodes, generator start in this order and stop in the reverse', () => {
  const ids = (groups: (typeof programs)[]) => groups.map((group) => group.map(({ i }) => i));
  assert.deepEqual(ids(startOrder(programs)), [[2], [0, 3], [1]]);
  assert.deepEqual(ids(stopOrder(programs)), [[1], [0, 3], [2]]);
});

test('a run without collector has no such group', () => {
  assert.equal(startOrder(programs.filter(({ role }) => role !== 'tracer')).length, 2);
});

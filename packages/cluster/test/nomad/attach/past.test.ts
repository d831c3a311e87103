import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterPlan } from '../../../src/backend/backend.ts';
import { pastOf } from '../../../src/nomad/attach/past.ts';
import type { Host } from '../../../src/nomad/job/hosts.ts';
import type { ProgramPlan, ProgramRole } from '../../../src/program.ts';
import type { HostState, ProgramStatus } from '../../../src/supervisor/protocol.ts';

const program = (name: string, role: ProgramRole) =>
  ({ name, role, producer: role === 'node' }) as ProgramPlan;
const [tracer, node0, node1] = [
  program('tracer', 'tracer'),
  program('node-0', 'node'),
  program('node-1', 'node'),
];
const hosts = [
  { name: 'node-0', programs: [tracer, node0] },
  { name: 'node-1', programs: [tracer, node1] },
] as unknown as Host[];
const plan = {
  programs: [tracer, node0, node1],
  meta: { timing: { start: 0, earliest_end: 100 } },
} as unknown as ClusterPlan;
const ran = (name: string): ProgramStatus => ({ program: name, pid: 1, status: null, endedAgoMs: null });
const ended = (name: string, agoMs: number, code = 0): ProgramStatus => ({
  program: name,
  pid: 1,
  status: { code, signal: null },
  endedAgoMs: agoMs,
});
const state = (programs: ProgramStatus[], o: Partial<HostState> = {}): HostState => ({
  programs,
  deployed: true,
  silentMs: 5000,
  alone: null,
  ...o,
});
const past = (first: HostState, second?: HostState) => {
  const states = new Map([['node-0', first]]);
  if (second !== undefined) states.set('node-1', second);
  return pastOf({ plan, hosts, states });
};
const exit = (name: string, role: ProgramRole, code = 0) => ({
  kind: 'exit',
  program: name,
  role,
  status: { code, signal: null },
});

test('what ended is told in the order in which it did, across hosts', () => {
  const { events, started, unwatchedMs } = past(
    state([ran('tracer'), ended('node-0', 1000)]),
    state([ran('tracer'), ended('node-1', 3000)], { silentMs: 4000 }),
  );
  assert.deepEqual(events, [exit('node-1', 'node'), exit('node-0', 'node')]);
  assert.deepEqual([...started], ['tracer', 'node-0', 'node-1']);
  assert.equal(unwatchedMs, 4000);
});

test('a collector has ended when those of all hosts have, or one failed', () => {
  const one = state([ended('tracer', 500), ran('node-0')]);
  assert.deepEqual(past(one, state([ran('tracer'), ran('node-1')])).events, []);
  assert.deepEqual(past(one, state([ended('tracer', 100), ran('node-1')])).events, [
    exit('tracer', 'tracer'),
  ]);
  assert.deepEqual(past(one, state([ended('tracer', 100, 70), ran('node-1')])).events, [
    exit('tracer', 'tracer', 70),
  ]);
});

test('a time limit that passed comes before the exits that it caused', () => {
  const alone = { why: 'time limit', agoMs: 2000 } as const;
  const { events } = past(state([ended('tracer', 100), ended('node-0', 1500, 1)], { alone }));
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['time-limit', 'exit'],
  );
  assert.deepEqual(events[0], { kind: 'time-limit', seconds: 140 });
});

test('a host that does not answer has neither ended nor begun', () => {
  const { events, started } = past(state([ran('tracer'), ended('node-0', 10)]));
  assert.deepEqual(events, [exit('node-0', 'node')]);
  assert.equal(started.has('node-1'), false);
  assert.equal(past(state([], { silentMs: null })).unwatchedMs, undefined);
});

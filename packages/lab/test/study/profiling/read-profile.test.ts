import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlameFrame } from '@slotbench/report';
import { libraryCalls, mergeFlames, ownValues, pruneFlame } from '../../../src/study/profiling/flame.ts';
import { frameOf, isOfLibrary } from '../../../src/study/profiling/frame.ts';
import { readAllocationProfile, readCpuProfile } from '../../../src/study/profiling/read-profile.ts';

const call = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });
const RENDER = 'file:///home/u/x/packages/tracing/dist/render.js';

/** A loop that renders a line and then idles: samples at 0, 100, 300, 600, 1000 µs. */
const cpu = {
  nodes: [
    { id: 1, callFrame: call('(root)'), children: [2, 5] },
    { id: 2, callFrame: call('loop', 'file:///home/u/x/packages/node/dist/node.js', 9), children: [3] },
    { id: 3, callFrame: call('render', RENDER, 30), children: [4] },
    { id: 4, callFrame: call('stringify') },
    { id: 5, callFrame: call('(idle)') },
  ],
  samples: [2, 3, 4, 5, 2],
  timeDeltas: [0, 100, 200, 300, 400],
};

const flat = (frame: FlameFrame): [string, number][] => [
  [frame.name, frame.value],
  ...frame.children.flatMap(flat),
];

test('of a CPU profile each call has the time until the next sample, idle time is left out', () => {
  const flame = readCpuProfile(JSON.stringify(cpu));
  assert.deepEqual(flat(flame), [
    ['(root)', 600],
    ['loop', 600],
    ['render', 500],
    ['stringify', 300],
  ]);
  const loop = flame.children[0]!;
  assert.deepEqual([loop.package, loop.place], ['@slotbench/node', 'dist/node.js:10']);
  assert.deepEqual(
    libraryCalls(flame).map(({ name, value }) => [name, value]),
    [['render', 500]],
  );
  assert.deepEqual(
    ownValues(libraryCalls(flame)).map(({ name, value }) => [name, value]),
    [
      ['stringify', 300],
      ['render', 200],
    ],
  );
});

test('of an allocation profile each call has its bytes, without those of the profiler', () => {
  const head = {
    callFrame: call('(root)'),
    selfSize: 0,
    children: [
      { callFrame: call('render', RENDER, 30), selfSize: 64, children: [] },
      {
        callFrame: call('', 'file:///x/packages/lab/dist/study/profiling/profile-process.js', 28),
        selfSize: 4096,
        children: [],
      },
    ],
  };
  assert.deepEqual(flat(readAllocationProfile(JSON.stringify({ head }))), [
    ['(root)', 64],
    ['render', 64],
  ]);
});

test('merged profiles add up call by call, and small calls stay with their caller', () => {
  const flame = readCpuProfile(JSON.stringify(cpu));
  const [merged] = mergeFlames([flame, flame]);
  assert.deepEqual(flat(merged!)[3], ['stringify', 600]);
  assert.deepEqual(flat(pruneFlame(merged!, 700)), [
    ['(root)', 1200],
    ['loop', 1200],
    ['render', 1000],
  ]);
});

for (const [name, url, want, library] of [
  ['a package of ours', RENDER, ['@slotbench/tracing', 'dist/render.js:1'], true],
  [
    'installed',
    'file:///y/node_modules/@slotbench/tracing/dist/render.js',
    ['@slotbench/tracing', 'dist/render.js:1'],
    true,
  ],
  [
    'the protocol that forwards',
    'file:///x/packages/wire/src/forwarding/forwarder.ts',
    ['@slotbench/wire', 'src/forwarding/forwarder.ts:1'],
    true,
  ],
  [
    'another protocol',
    'file:///x/packages/wire/src/mux/mux.ts',
    ['@slotbench/wire', 'src/mux/mux.ts:1'],
    false,
  ],
  [
    'the life of a program, which calls all of it',
    'file:///x/packages/tracing/src/program.ts',
    ['@slotbench/tracing', 'src/program.ts:1'],
    false,
  ],
  ['a dependency', 'file:///x/node_modules/yaml/dist/a.js', ['yaml', 'dist/a.js:1'], false],
  ['Node', 'node:internal/timers', ['node', 'internal/timers'], false],
  ['V8', '', ['V8', ''], false],
] as const)
  test(`a call belongs to: ${name}`, () => {
    const frame = frameOf(call('f', url));
    assert.deepEqual([frame.package, frame.place], want);
    assert.equal(isOfLibrary(frame), library);
  });

for (const [name, text, said] of [
  ['no JSON', '{', /JSON/],
  ['another object', '{}', /nodes, samples and timeDeltas/],
  ['a node that is not there', JSON.stringify({ ...cpu, nodes: cpu.nodes.slice(0, 2) }), /node 5|node 3/],
  [
    'calls without end',
    JSON.stringify({ ...cpu, nodes: [{ id: 1, callFrame: call('a'), children: [1] }] }),
    /300 deep/,
  ],
  ['no call frame', JSON.stringify({ ...cpu, nodes: [{ id: 1 }] }), /functionName/],
] as const)
  test(`no CPU profile: ${name}`, () => {
    assert.throws(() => readCpuProfile(text), said);
  });

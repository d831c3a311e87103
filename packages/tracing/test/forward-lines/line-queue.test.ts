import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceObject } from '@slotbench/wire';
import { LineQueue } from '../../src/forward-lines/line-queue.ts';

const never = new AbortController().signal;

function object(toMachine: string): TraceObject {
  return {
    toHuman: undefined,
    toMachine,
    toNamespace: [],
    toSeverity: 1,
    toDetails: 1,
    toTimestamp: { seconds: 0, picoseconds: 0 },
    toHostname: '',
    toThreadId: '',
  };
}

function filled(...lines: string[]): LineQueue {
  const queue = new LineQueue(3);
  for (const line of lines) queue.put(object(line));
  return queue;
}

const texts = (objects: readonly TraceObject[]) => objects.map((o) => o.toMachine);

test('objects are taken when the acceptor asks again', () => {
  const queue = filled('a', 'b', 'c');
  const session = queue.session();
  assert.deepEqual(texts(session.takeObjects(2)), ['a', 'b']);
  assert.deepEqual([queue.taken, queue.pending], [0, 3]);
  assert.deepEqual(texts(session.takeObjects(2)), ['c']);
  assert.deepEqual([queue.taken, queue.pending], [2, 1]);
  assert.deepEqual(session.takeObjects(2), []);
  assert.deepEqual([queue.taken, queue.pending], [3, 0]);
});

test('what a broken connection did not confirm goes to the next, in order', () => {
  const queue = filled('a', 'b', 'c');
  const first = queue.session();
  first.takeObjects(1);
  first.takeObjects(1);
  first.over();
  first.over();
  assert.deepEqual(first.takeObjects(9), []);
  assert.deepEqual(texts(queue.session().takeObjects(9)), ['b', 'c']);
  assert.deepEqual([queue.taken, queue.pending], [1, 2]);
});

test('two acceptors compete and confirm each its own', () => {
  const queue = filled('a', 'b', 'c');
  const [one, two] = [queue.session(), queue.session()];
  one.takeObjects(1);
  two.takeObjects(1);
  one.over();
  assert.deepEqual(texts(two.takeObjects(9)), ['a', 'c']);
  assert.deepEqual([queue.taken, queue.pending], [1, 2]);
});

test('room comes with confirmation, not with sending', async () => {
  const queue = filled('a', 'b', 'c');
  let room = false;
  const waiting = queue.untilRoom(never).then(() => {
    room = true;
  });
  const session = queue.session();
  session.takeObjects(1);
  await new Promise(setImmediate);
  assert(!room);
  session.takeObjects(1);
  await waiting;
  await queue.untilRoom(AbortSignal.abort());
});

test('a reply stays below the size that acceptors take, and carries one line at least', () => {
  const long = 'x'.repeat(3 << 20);
  const queue = filled(long, long, 'y');
  const session = queue.session();
  assert.equal(session.takeObjects(100).length, 1);
  assert.equal(session.takeObjects(100).length, 2);
});

test('untilObjects and untilTaken wait for their change', async () => {
  const queue = new LineQueue(3);
  await queue.untilTaken(never);
  const session = queue.session();
  const some = session.untilObjects(never);
  queue.put(object('a'));
  await some;
  session.takeObjects(1);
  const taken = queue.untilTaken(never);
  session.takeObjects(1);
  await taken;
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDispatcher } from '../src/dispatcher.ts';
import { createOutbox } from '../src/outbox.ts';

const target = (state: 'connecting' | 'connected' | 'gone') => ({
  state: state as 'connecting' | 'connected' | 'gone',
  got: [] as number[],
  offer(n: number) {
    this.got.push(n);
  },
});

test('round robin, passing over who is away; without anybody transactions wait in order', () => {
  const [a, b, c] = [target('connected'), target('connected'), target('connected')];
  const given: string[] = [];
  const names = new Map([
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ]);
  const dispatcher = createDispatcher<number, typeof a>([a, b, c], (n, to) =>
    given.push(`${n}${names.get(to)}`),
  );
  for (let n = 0; n < 4; n++) dispatcher.dispatch(n);
  b.state = 'gone';
  for (let n = 4; n < 7; n++) dispatcher.dispatch(n);
  assert.deepEqual([a.got, b.got, c.got], [[0, 3, 5], [1], [2, 4, 6]]);
  a.state = c.state = 'connecting';
  for (let n = 7; n < 9; n++) dispatcher.dispatch(n);
  assert.equal(dispatcher.waiting, 2);
  dispatcher.release();
  assert.equal(dispatcher.waiting, 2);
  c.state = 'connected';
  dispatcher.release();
  assert.equal(dispatcher.waiting, 0);
  assert.deepEqual(c.got, [2, 4, 6, 7, 8]);
  assert.deepEqual(given, ['0a', '1b', '2c', '3a', '4c', '5a', '6c', '7c', '8c']);
});

test('an outbox wakes who waits for it, and a signal ends the wait', async () => {
  const outbox = createOutbox<number>();
  const stop = new AbortController();
  const order: string[] = [];
  const waiting = outbox.untilFilled(stop.signal).then(() => order.push(`woke with ${outbox.take(2)}`));
  for (const n of [1, 2, 3]) outbox.put(n);
  order.push('put');
  await waiting;
  assert.deepEqual(order, ['put', 'woke with 1,2']);
  await outbox.untilFilled(stop.signal);
  assert.deepEqual(outbox.take(Number.POSITIVE_INFINITY), [3]);
  const ended = outbox.untilFilled(stop.signal);
  stop.abort();
  await ended;
  assert.deepEqual(outbox.take(1), []);
});

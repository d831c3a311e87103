import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnnouncementFault, createAnnouncements } from '../src/announcements.ts';

const tx = (id: string) => ({ txId: { era: 6, id }, bytes: new Uint8Array(1), sizeBytes: 1 });
const [a, b, c] = [tx('a'), tx('b'), tx('c')];
const ids = (txs: readonly { txId: { id: string } }[]) => txs.map((each) => each.txId.id);

test('announced, served, acknowledged in order', () => {
  const window = createAnnouncements<typeof a>();
  assert.deepEqual(window.request({ blocking: true, ack: 0, req: 3 }), []);
  window.announce([a, b]);
  assert.deepEqual(window.serve([b.txId, { era: 6, id: 'unknown' }, a.txId]), {
    txs: [b, a],
    unavailable: 1,
  });
  assert.deepEqual(ids(window.request({ blocking: false, ack: 1, req: 2 })), ['a']);
  window.announce([c]);
  assert.deepEqual(ids(window.unacknowledged()), ['b', 'c']);
  assert.deepEqual(
    window.serve([a.txId]),
    { txs: [], unavailable: 1 },
    'what is acknowledged is not served again',
  );
  assert.deepEqual(ids(window.request({ blocking: true, ack: 2, req: 1 })), ['b', 'c']);
  assert.deepEqual(window.unacknowledged(), []);
});

const faults: [name: string, request: { blocking: boolean; ack: number; req: number }, text: RegExp][] = [
  ['acknowledging more than was announced', { blocking: false, ack: 3, req: 1 }, /ack of at most 2, got 3/],
  ['blocking with something unacknowledged', { blocking: true, ack: 1, req: 1 }, /a non-blocking request/],
  ['non-blocking with nothing unacknowledged', { blocking: false, ack: 2, req: 1 }, /a blocking request/],
  ['asking for nothing', { blocking: false, ack: 0, req: 0 }, /neither/],
  ['blocking for nothing', { blocking: true, ack: 2, req: 0 }, /neither/],
];

for (const [name, request, text] of faults)
  test(`refused: ${name}`, () => {
    const window = createAnnouncements<typeof a>();
    window.announce([a, b]);
    assert.throws(
      () => window.request(request),
      (error) => error instanceof AnnouncementFault && text.test(error.message),
    );
  });

test('acknowledging without asking is allowed', () => {
  const window = createAnnouncements<typeof a>();
  window.announce([a, b]);
  assert.deepEqual(window.request({ blocking: false, ack: 1, req: 0 }), [a]);
});

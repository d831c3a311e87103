import assert from 'node:assert/strict';
import { test } from 'node:test';
import { netOptions } from '../src/address.ts';
import { blockFetchProtocol } from '../src/block-fetch/state.ts';
import { chainSyncProtocol } from '../src/chain-sync/state.ts';
import { keepAliveProtocol } from '../src/keep-alive/state.ts';
import { traceObjectProtocol } from '../src/trace-object/state.ts';
import { txSubmissionProtocol } from '../src/tx-submission/state.ts';

/** Bytes and milliseconds, of node-to-node as the network specification has them; trace forwarding has limits of ours. */
const none = undefined;
const table: [
  protocol: { name: string; limits: object },
  limits: Record<string, [number, number | undefined]>,
][] = [
  [
    chainSyncProtocol,
    {
      Idle: [65_535, none],
      CanAwait: [65_535, 10_000],
      MustReply: [65_535, 911_000],
      Intersect: [65_535, 10_000],
      Done: [0, none],
    },
  ],
  [
    blockFetchProtocol,
    { Idle: [65_535, none], Busy: [65_535, 60_000], Streaming: [2_500_000, 60_000], Done: [0, none] },
  ],
  [
    txSubmissionProtocol,
    {
      Init: [65_535, none],
      Idle: [65_535, none],
      TxIdsBlocking: [2_500_000, none],
      TxIdsNonBlocking: [2_500_000, 10_000],
      Txs: [2_500_000, 10_000],
      Done: [0, none],
    },
  ],
  [keepAliveProtocol, { Client: [65_535, 97_000], Server: [65_535, 60_000], Done: [0, none] }],
  [
    traceObjectProtocol({ layout: 'current', replyBytes: 5 }),
    { Idle: [1024, none], BusyBlocking: [5, none], BusyNonBlocking: [5, none], Done: [5, none] },
  ],
];
for (const [{ name, limits }, expected] of table)
  test(`the limits of ${name} are those of the table`, () => {
    const found = Object.entries(limits as Record<string, { sizeBytes: number; timeMs?: number }>);
    assert.deepEqual(
      Object.fromEntries(found.map(([state, { sizeBytes, timeMs }]) => [state, [sizeBytes, timeMs]])),
      expected,
    );
  });

test('a socket path of 107 bytes is taken, one of 108 is refused, counted in UTF-8', () => {
  const path = (bytes: number) => `/${'x'.repeat(bytes - 1)}`;
  assert.deepEqual(netOptions({ kind: 'unix', path: path(107) }), { path: path(107) });
  for (const long of [path(108), `/${'é'.repeat(54)}`])
    assert.throws(() => netOptions({ kind: 'unix', path: long }), { code: 'WIRE_ADDRESS' });
});

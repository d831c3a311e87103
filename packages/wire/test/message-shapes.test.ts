import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CborError, type Codec, decode, fromHex } from '@slotbench/cbor';
import { blockFetchCodec } from '../src/block-fetch/codec.ts';
import { chainSyncCodec } from '../src/chain-sync/codec.ts';
import { readPoint } from '../src/chain-sync/point.ts';
import { dataPointCodec } from '../src/data-point/codec.ts';
import { ekgCodec } from '../src/ekg/codec.ts';
import { handshakeCodec } from '../src/handshake/codec.ts';
import { keepAliveCodec } from '../src/keep-alive/codec.ts';
import { localStateQueryCodec } from '../src/local-state-query/codec.ts';
import { localTxMonitorCodec } from '../src/local-tx-monitor/codec.ts';
import { localTxSubmissionCodec } from '../src/local-tx-submission/codec.ts';
import { traceObjectCodec } from '../src/trace-object/codec.ts';
import { txSubmissionCodec } from '../src/tx-submission/codec.ts';

/** The messages of each protocol as `array length x key`, by its CDDL. */
const protocols: [name: string, codec: Codec<unknown>, shapes: string][] = [
  ['block-fetch', blockFetchCodec, '3x0 1x1 1x2 1x3 2x4 1x5'],
  ['chain-sync', chainSyncCodec, '1x0 1x1 3x2 3x3 2x4 3x5 2x6 1x7'],
  ['data-point', dataPointCodec, '2x1 1x2 2x3'],
  ['EKG', ekgCodec, '2x0 1x1 2x1'],
  ['handshake', handshakeCodec([14]), '2x0 3x1 2x2 2x3'],
  ['keep-alive', keepAliveCodec, '2x0 2x1 1x2'],
  ['local-state-query', localStateQueryCodec, '2x0 1x1 2x2 2x3 2x4 1x5 2x6 1x7 1x8 1x9 1x10 1x11'],
  ['local-tx-monitor', localTxMonitorCodec, '1x0 1x1 2x2 1x3 1x5 1x6 2x6 2x7 2x8 1x9 2x10'],
  ['local-tx-submission', localTxSubmissionCodec, '2x0 1x1 2x2 1x3'],
  ['trace-object', traceObjectCodec('current'), '3x1 1x2 2x3'],
  ['tx-submission', txSubmissionCodec, '4x0 2x1 2x2 2x3 1x4 1x6'],
];

/** `[key, 0, 0, …]` of a length. */
function message(length: number, key: number): Uint8Array {
  return Uint8Array.of(0x80 + length, key, ...new Array<number>(length - 1).fill(0));
}

for (const [name, codec, shapes] of protocols)
  test(`${name}: no key comes with another length than its own`, () => {
    const known = new Set(shapes.split(' '));
    for (let key = 0; key <= 13; key++)
      for (let length = 1; length <= 5; length++) {
        const said = `array(${length}) with key ${key}`;
        const refused = (error: unknown) => error instanceof CborError && error.message.includes(said);
        if (!known.has(`${length}x${key}`))
          assert.throws(() => decode(codec, message(length, key)), refused, said);
        else
          try {
            decode(codec, message(length, key)); // its fields may be none, but not its shape
          } catch (error) {
            assert.ok(!refused(error), `${said} is a message`);
          }
      }
  });

test('a reason to refuse comes with its own length', () => {
  const codec = handshakeCodec([14]);
  for (const [reason, problem] of [
    ['8200810e', undefined],
    ['83010e6178', undefined],
    ['83020e6178', undefined],
    ['8300810e00', /array\(3\) with key 0/],
    ['82010e', /array\(2\) with key 1/],
    ['83030e6178', /array\(3\) with key 3/],
  ] as const) {
    const act = () => decode(codec, fromHex(`8202${reason}`));
    if (problem === undefined) assert.doesNotThrow(act);
    else assert.throws(act, { name: 'CborError', message: problem });
  }
});

test('a point is nothing, or a slot with its hash', () => {
  const point: Codec<unknown> = { encode: () => assert.fail('only read here'), decode: readPoint };
  const hash = `5820${'ab'.repeat(32)}`;
  assert.deepEqual(decode(point, fromHex('80')), { kind: 'origin' });
  assert.deepEqual(decode(point, fromHex(`8207${hash}`)), { kind: 'block', slot: 7, hash: 'ab'.repeat(32) });
  for (const wrong of ['8107', `8307${hash}00`])
    assert.throws(() => decode(point, fromHex(wrong)), {
      message: /point \[\] or \[slot, hash\].*array\([13]\)/,
    });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Codec, decode, encode, Framer, fromHex, toHex } from '@slotbench/cbor';
import { dataPointCodec } from '../src/data-point/codec.ts';
import { ekgCodec, readMetricValue, writeMetricValue } from '../src/ekg/codec.ts';
import { handshakeCodec } from '../src/handshake/codec.ts';
import {
  readEnumeration,
  readMaybe,
  readText,
  writeEnumeration,
  writeList,
  writeMaybe,
  writeText,
} from '../src/serialise.ts';
import { readTraceObject, traceObjectCodec, writeTraceObject } from '../src/trace-object/codec.ts';
import type { Timestamp, TraceObject } from '../src/trace-object/messages.ts';
import { readTimestamp, writeTimestamp } from '../src/trace-object/timestamp.ts';
import { encodings } from './vectors.ts';

const handshake = handshakeCodec([1, 2]);
const traceObject = traceObjectCodec('current');
const legacyTraceObject = traceObjectCodec('legacy');
const objectPayload = payload<TraceObject>(
  (w, v) => writeTraceObject(w, v, 'current'),
  (r) => readTraceObject(r, 'current'),
);
const legacyPayload = payload<TraceObject>(
  (w, v) => writeTraceObject(w, v, 'legacy'),
  (r) => readTraceObject(r, 'legacy'),
);
const timestamp = payload<Timestamp>(writeTimestamp, readTimestamp);
const maybeText = payload<string | undefined>(
  (w, v) => writeMaybe(w, v, writeText),
  (r) => readMaybe(r, readText),
);
const textList = payload<string[]>(
  (w, v) => writeList(w, v, writeText),
  (r) => r.list(readText),
);
const severity = payload<number>(writeEnumeration, (r) => readEnumeration(r, 7));
const detail = payload<number>(writeEnumeration, (r) => readEnumeration(r, 3));
const metricValue = payload(writeMetricValue, readMetricValue);

const noon = { seconds: 1784810096, picoseconds: 789012345678 };
const mainnet = fromHex('1a2d964a09');
const o1: TraceObject = {
  toHuman: 'hello',
  toMachine: '{}',
  toNamespace: ['Net.Test'],
  toSeverity: 1,
  toDetails: 1,
  toTimestamp: noon,
  toHostname: 'node-1',
  toThreadId: '42',
};
const o2: TraceObject = {
  ...o1,
  toHuman: undefined,
  toMachine:
    '{"at":"2026-07-23T12:34:56.789012345678Z","ns":"Net.Test","data":{"kind":"X"},"sev":"Info","thread":"42","host":"node-1"}',
  toSeverity: 7,
  toDetails: 3,
};
const o3: TraceObject = {
  toHuman: undefined,
  toMachine: '{}',
  toNamespace: [],
  toSeverity: 0,
  toDetails: 0,
  toTimestamp: { seconds: 0, picoseconds: 0 },
  toHostname: '',
  toThreadId: '',
};
const o4: TraceObject = {
  toHuman: 'ä€😀',
  toMachine: '{"k":"v"}',
  toNamespace: ['Net', 'Mux', 'Remote'],
  toSeverity: 3,
  toDetails: 2,
  toTimestamp: { seconds: -2, picoseconds: 750_000_000_000 },
  toHostname: 'hüst',
  toThreadId: '7',
};
const legacy: TraceObject = { ...o1, toNamespace: ['Net', 'Test'] };
const nodeInfo =
  '{"niName":"node-1","niProtocol":"Cardano","niVersion":"11.0.1","niCommit":"0123456789abcdef","niStartTime":"2026-07-23T12:34:56.789012345678Z","niSystemStartTime":"2017-09-23T21:44:51Z"}';
const mismatch = (local: number, remote: number) =>
  `ForwardingVersionData mismatch: ForwardingVersionData {networkMagic = NetworkMagic ${local}} /= ForwardingVersionData {networkMagic = NetworkMagic ${remote}}`;

/** What each vector means, written by hand from its description. */
const meanings: Record<string, [codec: Codec<never>, value: unknown]> = {
  hs_propose_v1_mainnet: on(handshake, {
    kind: 'ProposeVersions',
    versions: [{ version: 1, data: mainnet }],
  }),
  hs_propose_v1_42: on(handshake, {
    kind: 'ProposeVersions',
    versions: [{ version: 1, data: fromHex('182a') }],
  }),
  hs_propose_v1v2_mainnet: on(handshake, {
    kind: 'ProposeVersions',
    versions: [
      { version: 1, data: mainnet },
      { version: 2, data: mainnet },
    ],
  }),
  hs_accept_v1_mainnet: on(handshake, { kind: 'AcceptVersion', version: 1, data: mainnet }),
  hs_accept_v1_42: on(handshake, { kind: 'AcceptVersion', version: 1, data: fromHex('182a') }),
  hs_refuse_mismatch_v1: on(handshake, {
    kind: 'Refuse',
    reason: { kind: 'VersionMismatch', versions: [1] },
  }),
  hs_refuse_decode: on(handshake, {
    kind: 'Refuse',
    reason: { kind: 'HandshakeDecodeError', version: 1, text: 'unknown encoding: TList []' },
  }),
  hs_refuse_refused_magic: on(handshake, {
    kind: 'Refuse',
    reason: { kind: 'Refused', version: 1, text: mismatch(764824073, 42) },
  }),
  hs_query_reply: on(handshake, { kind: 'QueryReply', versions: [{ version: 1, data: mainnet }] }),

  to_req_blocking_100: on(traceObject, { kind: 'Request', blocking: true, count: 100 }),
  to_req_nonblocking_100: on(traceObject, { kind: 'Request', blocking: false, count: 100 }),
  to_req_blocking_1: on(traceObject, { kind: 'Request', blocking: true, count: 1 }),
  to_req_blocking_65535: on(traceObject, { kind: 'Request', blocking: true, count: 65535 }),
  to_done: on(traceObject, { kind: 'Done' }),
  to_reply_empty: on(traceObject, { kind: 'Reply', objects: [] }),
  to_reply_one: on(traceObject, { kind: 'Reply', objects: [o1] }),
  to_reply_two: on(traceObject, { kind: 'Reply', objects: [o2, o3] }),
  to_reply_unicode_segmented_ns_negative_time: on(traceObject, { kind: 'Reply', objects: [o4] }),
  to_reply_legacy_8_0_0: on(legacyTraceObject, { kind: 'Reply', objects: [legacy] }),
  traceobject_o1: on(objectPayload, o1),
  traceobject_o2: on(objectPayload, o2),
  traceobject_o3: on(objectPayload, o3),
  traceobject_legacy: on(legacyPayload, legacy),
  utctime_t0: on(timestamp, noon),
  utctime_epoch: on(timestamp, { seconds: 0, picoseconds: 0 }),
  utctime_negative: on(timestamp, { seconds: -2, picoseconds: 750_000_000_000 }),
  utctime_2018_whole_second: on(timestamp, { seconds: Date.UTC(2018, 0, 1) / 1000, picoseconds: 0 }),
  maybe_nothing: on(maybeText, undefined),
  maybe_just_empty: on(maybeText, ''),
  list_text_empty: on(textList, []),
  list_text_two: on(textList, ['a', 'b']),
  severity_Debug: on(severity, 0),
  severity_Info: on(severity, 1),
  severity_Notice: on(severity, 2),
  severity_Warning: on(severity, 3),
  severity_Error: on(severity, 4),
  severity_Critical: on(severity, 5),
  severity_Alert: on(severity, 6),
  severity_Emergency: on(severity, 7),
  detail_DMinimal: on(detail, 0),
  detail_DNormal: on(detail, 1),
  detail_DDetailed: on(detail, 2),
  detail_DMaximum: on(detail, 3),

  ekg_req_all: on(ekgCodec, { kind: 'Request', request: { kind: 'all' } }),
  ekg_req_updated: on(ekgCodec, { kind: 'Request', request: { kind: 'updated' } }),
  ekg_req_some: on(ekgCodec, { kind: 'Request', request: { kind: 'some', names: ['a.b', 'c'] } }),
  ekg_done: on(ekgCodec, { kind: 'Done' }),
  ekg_resp_empty: on(ekgCodec, { kind: 'Response', metrics: [] }),
  ekg_resp_three: on(ekgCodec, {
    kind: 'Response',
    metrics: [
      { name: 'c', value: { kind: 'counter', value: 7n } },
      { name: 'g', value: { kind: 'gauge', value: -1n } },
      { name: 'l', value: { kind: 'label', value: '{a="b"} 1' } },
    ],
  }),
  ekg_resp_gauge_large: on(ekgCodec, {
    kind: 'Response',
    metrics: [{ name: 'Mem.resident_int', value: { kind: 'gauge', value: 2n ** 63n - 1n } }],
  }),
  ekg_resp_gauge_min: on(ekgCodec, {
    kind: 'Response',
    metrics: [{ name: 'm', value: { kind: 'gauge', value: -(2n ** 63n) } }],
  }),
  metric_counter: on(metricValue, { kind: 'counter', value: 7n }),
  metric_gauge_neg: on(metricValue, { kind: 'gauge', value: -1n }),
  metric_label: on(metricValue, { kind: 'label', value: 'x' }),

  dp_req_empty: on(dataPointCodec, { kind: 'Request', names: [] }),
  dp_req_nodeinfo: on(dataPointCodec, { kind: 'Request', names: ['NodeInfo'] }),
  dp_done: on(dataPointCodec, { kind: 'Done' }),
  dp_reply_empty: on(dataPointCodec, { kind: 'Reply', points: [] }),
  dp_reply_unknown: on(dataPointCodec, { kind: 'Reply', points: [{ name: 'Foo', value: undefined }] }),
  dp_reply_small: on(dataPointCodec, { kind: 'Reply', points: [{ name: 'X', value: utf8('{}') }] }),
  dp_reply_two_chunks: on(dataPointCodec, {
    kind: 'Reply',
    points: [{ name: 'X', value: utf8('{"a":1}') }],
  }),
  dp_reply_empty_value: on(dataPointCodec, { kind: 'Reply', points: [{ name: 'X', value: utf8('') }] }),
  dp_reply_nodeinfo: on(dataPointCodec, {
    kind: 'Reply',
    points: [{ name: 'NodeInfo', value: utf8(nodeInfo) }],
  }),
};

/** Written by a peer that chunks differently: read like any other, but never written so by us. */
const readOnly = new Set(['dp_reply_two_chunks']);

for (const { name, desc, hex } of encodings()) {
  test(`${name}: ${desc.slice(0, 70)}`, () => {
    const meaning = meanings[name];
    assert.ok(meaning, 'the vector has a meaning here');
    const [codec, value] = meaning as [Codec<unknown>, unknown];
    const bytes = fromHex(hex);
    assert.deepEqual(decode(codec, bytes), value);
    if (!readOnly.has(name)) assert.equal(toHex(encode(codec, value)), hex);
    for (let cut = 1; cut < bytes.length; cut++) {
      const framer = new Framer();
      const items = [...framer.push(bytes.subarray(0, cut)), ...framer.push(bytes.subarray(cut))];
      assert.deepEqual(
        items.map((item) => decode(codec, item)),
        [value],
        `cut at ${cut}`,
      );
    }
  });
}

test('a data point of two chunks is cut as the reference cuts it: 4075 bytes, then the rest', () => {
  const value = new Uint8Array(4075 + 933).fill(0x20);
  const bytes = encode(dataPointCodec, { kind: 'Reply', points: [{ name: 'Big', value }] });
  // 82 03 9f 82 63 "Big" 81 5f 59 0feb <4075 bytes> 59 03a5 <933 bytes> ff ff
  assert.equal(toHex(bytes.subarray(0, 13)), '82039f8263426967815f590feb');
  assert.equal(toHex(bytes.subarray(13 + 4075, 16 + 4075)), '5903a5');
  assert.equal(bytes.length, 16 + 4075 + 933 + 2);
});

function on<T>(codec: Codec<T>, value: T): [Codec<never>, unknown] {
  return [codec as unknown as Codec<never>, value];
}

function payload<T>(write: (w: never, value: T) => void, read: Codec<T>['decode']): Codec<T> {
  return { encode: write as Codec<T>['encode'], decode: read };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

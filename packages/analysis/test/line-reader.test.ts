import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardanoNode } from '../src/adapter/cardano-node.ts';
import { LineCutter } from '../src/read/line-cutter.ts';
import { createLineReader } from '../src/read/line-reader.ts';
import { formatInstant, nanosecondsSince, parseInstant, StampReader } from '../src/read/timestamp.ts';
import { syntheticRun } from './synthetic-run.ts';

const origin = { seconds: Date.parse('2026-05-04T10:00:00Z') / 1000, nanoseconds: 0 };

const STAMPS: [string, number | undefined][] = [
  ['2026-05-04T10:00:00Z', 0],
  ['2026-05-04T10:00:00.5Z', 500_000_000],
  ['2026-05-04T10:00:01.000000001Z', 1_000_000_001],
  ['2026-05-04T10:00:01.123456789012Z', 1_123_456_789],
  ['2026-05-04 10:00:01.1234Z', 1_123_400_000],
  ['2026-05-04T09:59:59.999999999Z', -1],
  ['2026-05-04T10:00:01+00:00', 1_000_000_000],
  ['2026-05-04T10:00:01.1234567890123Z', undefined],
  ['2026-05-04T10:00:01.12x4Z', undefined],
  ['2026-05-04T10:00:01.Z', undefined],
  ['2026-05-04T10:00:01', undefined],
  ['2026-13-04T10:00:01Z', undefined],
  ['', undefined],
];

/** As lines are read: like the last stamp, else in whatever form. */
function readStamp(reader: StampReader, text: string): number | undefined {
  const line = Buffer.from(`{"at":"${text}","ns":"x"}`);
  const view = new DataView(line.buffer, line.byteOffset, line.length);
  const end = 7 + text.length;
  return reader.read(line, view, 0, line.length) === end || reader.learn(line, view, 0, end)
    ? reader.at
    : undefined;
}

test('hour 24 has one instant, whatever came before', () => {
  const reader = new StampReader(origin);
  assert.equal(readStamp(reader, '2026-05-04T24:00:00Z'), 14 * 3600 * 1e9);
  assert.equal(readStamp(reader, '2026-05-04T24:00:01Z'), undefined);
});

for (const [text, expected] of STAMPS) {
  test(`time stamp ${JSON.stringify(text)}`, () => {
    const instant = parseInstant(text);
    assert.equal(instant === undefined ? undefined : nanosecondsSince(origin, instant), expected);
    // Once alone, once after a stamp of the same minute, which takes the fast path.
    for (const before of [undefined, '2026-05-04T10:00:01.7Z', '2026-05-04 10:00:01.7Z']) {
      const reader = new StampReader(origin);
      if (before !== undefined) readStamp(reader, before);
      assert.equal(readStamp(reader, text), expected, `after ${before}`);
    }
  });
}

test('a stamp survives the way back', () => {
  for (const ns of [0, 1, 1_500_000_000, -1, 123_456_789_012]) {
    const text = formatInstant(origin, ns);
    assert.equal(nanosecondsSince(origin, parseInstant(text)!), ns, text);
  }
});

/** The plain way: parse everything, look afterwards. */
function plainly(text: string): { verdict: string; at?: number; ns?: string; data?: unknown } {
  const trimmed = text.trim();
  if (trimmed === '') return { verdict: 'blank' };
  if (!trimmed.startsWith('{')) return { verdict: 'text' };
  try {
    const value = JSON.parse(trimmed);
    const instant = parseInstant(value.at);
    if (
      instant === undefined ||
      typeof value.data !== 'object' ||
      value.data === null ||
      Array.isArray(value.data)
    )
      return { verdict: 'garbage' };
    const ns = Array.isArray(value.ns) ? value.ns.join('.') : value.ns;
    if (typeof ns !== 'string') return { verdict: 'garbage' };
    const data =
      value.data.kind === undefined && value.data.credentials !== undefined ? value.data.val : value.data;
    const wanted =
      cardanoNode.interest.namespace(ns) === 'read' ||
      (typeof data.kind === 'string' && cardanoNode.interest.kind(data.kind));
    return { verdict: wanted ? 'read' : 'skipped', at: nanosecondsSince(origin, instant), ns, data };
  } catch {
    return { verdict: 'garbage' };
  }
}

const SHAPES = [
  '{"at":"2026-05-04T10:00:00.1Z","ns":"Forge.Loop.NodeIsLeader","data":{"kind":"TraceNodeIsLeader","slot":7},"sev":"Info","thread":"1","host":"h"}',
  '  {"at":"2026-05-04T10:00:00.1Z","ns":"A.B","data":{},"sev":"Info","thread":"1","host":"h"}\r',
  '{ "at": "2026-05-04T10:00:00.1Z", "ns": "Forge.Loop.NodeIsLeader", "data": { "kind": "x", "slot": 7 } }',
  '{"ns":"Resources","at":"2026-05-04T10:00:00.1Z","data":{"CentiCpu":1,"RSS":2}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":["cardano.node.Forge"],"data":{"kind":"TraceNodeIsLeader","slot":7},"host":"h","thread":"1"}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":["Forge","Loop","NodeIsLeader"],"data":{"slot":7}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"cardano.node.Forge","data":{"block":{"kind":"Point"},"kind":"Cardano.Node.Forge.LedgerState","slot":3}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"Unknown.New","data":{"kind" : "TraceForgedBlock","slot":3}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"Unknown.New","data":{"text":"a \\"kind\\":\\"TraceForgedBlock\\" in words"}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"Forge\\u002eLoop.NodeIsLeader","data":{"slot":7}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"X","data":{"credentials":"Cardano","val":{"kind":"TraceNodeIsLeader","slot":7}}}',
  '{"at":"yesterday","ns":"A.B","data":{}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"A.B","data":[]}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":7,"data":{}}',
  '{"at":"2026-05-04T10:00:00.1Z","ns":"Resources","data":{"CentiCpu":1',
  '{}',
  '{',
  'Starting: cardano-node',
  '',
  '   ',
  'null',
  '"text"',
  '{"at":',
];

test('the fast path and plain JSON.parse agree on every shape', () => {
  const { files } = syntheticRun({ slots: 20 });
  const lines = [...files]
    .filter(([name]) => name.includes('/node-2026'))
    .flatMap(([, text]) => text.split('\n'));
  const readLine = createLineReader(cardanoNode.interest, origin);
  assert.ok(lines.length > 300);
  for (const text of [...SHAPES, ...lines]) {
    const expected = plainly(text);
    for (const strict of [false, true]) {
      const bytes = Buffer.from(text);
      const got = readLine(bytes, 0, bytes.length, strict);
      assert.equal(got.verdict, expected.verdict, text);
      assert.equal(got.at, expected.at, text);
      if (got.verdict === 'read') {
        assert.equal(got.line?.ns, expected.ns, text);
        if (strict) assert.deepEqual(got.line?.data, expected.data, text);
      }
    }
  }
});

test('lines come out the same wherever the chunks end, and one that never ends is dropped', () => {
  const text = Buffer.from('first\n\nsecond line\nthird');
  for (let size = 1; size <= text.length; size++) {
    const got: [string, number][] = [];
    const cutter = new LineCutter({
      onLine: (bytes, start, end, at) => got.push([bytes.toString('utf8', start, end), at]),
      onOversized: () => assert.fail(),
    });
    for (let at = 0; at < text.length; at += size) cutter.push(Buffer.from(text.subarray(at, at + size)));
    cutter.finish((tail, _start, _end, at) => got.push([`tail ${tail}`, at]));
    assert.deepEqual(got, [
      ['first', 0],
      ['', 6],
      ['second line', 7],
      ['tail third', 19],
    ]);
  }
  const got: string[] = [];
  const oversized: number[] = [];
  const cutter = new LineCutter({
    onLine: (bytes, start, end) => got.push(bytes.toString('utf8', start, end)),
    onOversized: (at) => oversized.push(at),
    limitBytes: 10,
  });
  for (const part of ['ok\n', '0123456', '789abcdef', 'more\nok again\n', 'x'.repeat(20)])
    cutter.push(Buffer.from(part));
  cutter.finish((line) => got.push(`tail ${line}`));
  assert.deepEqual(got, ['ok', 'ok again']);
  assert.deepEqual(oversized, [3, 33]);
});

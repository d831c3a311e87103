import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineObject } from '../../src/forward-lines/line-object.ts';

const plain = {
  namespace: undefined,
  host: 'here',
  now: { seconds: 1_700_000_000, picoseconds: 5_000_000_000 },
};
const under = { ...plain, namespace: 'My.App' };
const trace =
  '{"at":"2026-07-01T12:00:00.123456789012Z","ns":"Forge.Loop","data":{"kind":"X","t":"ü\\n"},"sev":"Notice","thread":"26","host":"relay1"}';

test('a trace line is forwarded verbatim with what it says about itself', () => {
  const expected = {
    toHuman: undefined,
    toMachine: trace,
    toNamespace: ['Forge.Loop'],
    toSeverity: 2,
    toDetails: 1,
    toTimestamp: { seconds: Date.parse('2026-07-01T12:00:00Z') / 1000, picoseconds: 123_456_789_012 },
    toHostname: 'relay1',
    toThreadId: '26',
  };
  for (const defaults of [plain, under])
    assert.deepEqual(lineObject(trace, defaults), { kind: 'object', object: expected });
});

const forms: [name: string, line: string, at: { seconds: number; picoseconds: number }, ns: string[]][] = [
  [
    'segments',
    '{"at":"1970-01-01T00:00:01Z","ns":["Net","Mux"],"data":"","sev":"Emergency"}',
    { seconds: 1, picoseconds: 0 },
    ['Net', 'Mux'],
  ],
  [
    'a blank in the time',
    '{"at":"1970-01-01 00:00:02.25Z","ns":"a","data":{},"sev":"Debug"}',
    { seconds: 2, picoseconds: 250_000_000_000 },
    ['a'],
  ],
];
for (const [name, line, at, ns] of forms)
  test(`a trace line with ${name}`, () => {
    const read = lineObject(line, plain);
    assert(read.kind === 'object');
    assert.deepEqual(
      [read.object.toMachine, read.object.toTimestamp, read.object.toNamespace, read.object.toHostname],
      [line, at, ns, 'here'],
    );
  });

test('other lines become data under the namespace', () => {
  const json = lineObject(' {"b": 1.50, "a":[]} ', under);
  assert(json.kind === 'object');
  assert.equal(
    json.object.toMachine,
    '{"at":"2023-11-14T22:13:20.005Z","ns":"My.App","data":{"b": 1.50, "a":[]},"sev":"Info","thread":"0","host":"here"}',
  );
  assert.equal(json.object.toHuman, undefined);
  for (const text of ['listening on "x"\u0007', '[1]', '{"cut":']) {
    const read = lineObject(text, under);
    assert(read.kind === 'object');
    assert.deepEqual(JSON.parse(read.object.toMachine).data, { text });
    assert.equal(read.object.toHuman, text);
    assert.deepEqual(read.object.toNamespace, ['My.App']);
  }
});

const refusals: [line: string, reason: string][] = [
  ['plain text', 'no JSON object'],
  ['[1]', 'no JSON object'],
  ['{}', 'no trace line: at, ns, data, sev missing or of another form'],
  [trace.replace('Notice', 'notice'), 'no trace line: sev missing or of another form'],
  [trace.replace('Notice', 'Silence'), 'no trace line: sev missing or of another form'],
  [trace.replace('07-01T12', '13-01T12'), 'no trace line: at missing or of another form'],
  [trace.replace('"Forge.Loop"', '7'), 'no trace line: ns missing or of another form'],
];
for (const [line, reason] of refusals)
  test(`without a namespace refused: ${line.slice(0, 60)} (${reason})`, () => {
    assert.deepEqual(lineObject(line, plain), { kind: 'refused', reason });
    assert.equal(lineObject(line, under).kind, 'object');
  });

test('blank lines are nothing', () => {
  for (const line of ['', ' \t']) assert.deepEqual(lineObject(line, under), { kind: 'blank' });
});

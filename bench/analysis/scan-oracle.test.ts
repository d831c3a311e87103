import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { cardanoNode } from '../../packages/analysis/src/adapter/cardano-node.ts';
import type { Event } from '../../packages/analysis/src/events.ts';
import { createLineReader } from '../../packages/analysis/src/read/line-reader.ts';
import { parseInstant } from '../../packages/analysis/src/read/timestamp.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../../packages/analysis/test/shared-data.ts';
import { synthesise } from './synthesise.ts';

const read = createLineReader(cardanoNode.interest, parseInstant('2026-03-10T12:00:00Z')!);

interface Answer {
  readonly verdict: string;
  readonly at: number | undefined;
  readonly ns: string;
  readonly event: Event | undefined;
}

/** Scanned, as the analysis reads, or (`strict`) by JSON.parse whatever the form. */
function answer(line: Buffer, strict: boolean): Answer {
  const { verdict, at, ns, line: found } = read(line, 0, line.length, strict);
  return { verdict, at, ns, event: found === undefined ? undefined : cardanoNode.event(found) };
}

function assertSame(line: Buffer, why = ''): Answer {
  const parsed = answer(line, true);
  const scanned = answer(line, false);
  if (!isDeepStrictEqual(scanned, parsed)) assert.deepEqual(scanned, parsed, `${why}${line}`);
  return parsed;
}

/** Some of every kind of line that the analysis meets. */
function synthesisedLines(): Buffer[] {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-oracle-'));
  try {
    synthesise(dir, { seed: 11, hosts: 3, slots: 240 });
    return [0, 1, 2].flatMap((i) => linesOf(readFileSync(join(dir, `node-${i}/stdout`))));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function linesOf(log: Buffer): Buffer[] {
  return log
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'));
}

/** One line for every namespace and kind of event, which are few, so that each can be changed in many places. */
function distinct(lines: readonly Buffer[]): Buffer[] {
  const byKind = new Map<string, Buffer>();
  for (const line of lines) {
    const { ns, event } = answer(line, true);
    byKind.set(`${ns} ${event?.kind}`, line);
  }
  return [...byKind.values()];
}

test('scanner and JSON.parse say the same of every synthesised line', () => {
  const lines = synthesisedLines();
  const kinds = new Set(lines.map((line) => assertSame(line).event?.kind));
  assert.ok(lines.length > 5000);
  assert.ok(kinds.size > 15, `only ${[...kinds]}`);
});

test('scanner and JSON.parse say the same of every line of real nodes and of every golden set', {
  skip: skipWithoutData,
}, () => {
  let lines = 0;
  for (const folder of ['samples', ...goldenLogs()]) {
    for (const name of readdirSync(join(ANALYSIS_DATA, folder))) {
      const bytes = readFileSync(join(ANALYSIS_DATA, folder, name));
      for (const line of linesOf(name.endsWith('.gz') ? gunzipSync(bytes) : bytes)) {
        assertSame(line, `${name}: `);
        lines++;
      }
    }
  }
  assert.ok(lines > 10_000);
});

function goldenLogs(): string[] {
  return readdirSync(join(ANALYSIS_DATA, 'locli-golden'))
    .map((set) => `locli-golden/${set}/logs`)
    .filter((folder) => existsSync(join(ANALYSIS_DATA, folder)));
}

/** What a line can meet: other types, escapes, white space, fields twice, numbers at their limits, bytes that are no UTF-8. */
const REPLACEMENTS: readonly [from: string, to: string][] = [
  ['"slot":', '"slot":1,"slot":'],
  ['"slot":', '"sl\\u006ft":9,"slot":'],
  ['"slot":', '"slot": '],
  ['"slot":', '"slot":-'],
  ['"slot":', '"slot":0'],
  ['"slot":', '"slot":1.5e3,"x":'],
  ['"slot":', '"slot":123456789012345678,"x":'],
  ['"slot":', '"slot":9007199254740991,"x":'],
  ['"slot":', '"slot":-0,"x":'],
  ['"slot":', '"slot":null,"x":'],
  ['"slot":', '"slot":"7","x":'],
  ['"slot":', '"slot":[1,[2,{"a":{}}],[]],"x":'],
  ['"slot":', '"slot":1E+2,"x":'],
  ['"kind":"', '"credentials":"Cardano","val":{"kind":"TraceNodeIsLeader","slot":3},"x":"'],
  ['"kind":"', '"kind":"TraceForgedBlock","x":"'],
  ['"kind":"', '"k\\u0069nd":"TraceNodeIsLeader","x":"'],
  ['"kind":', '"kind":{"kind":"TraceNodeIsLeader"},"x":'],
  ['"kind":"', '"text":"caf\u00e9 \\"kind\\"","kind":"'],
  ['"data":{', '"data":{"__proto__":{"slot":4},'],
  ['"data":{', '"data":{"":[],"n":null,"t":true,"f":false,"e":-1.25e-7,'],
  ['"data":{', `"data":{"deep":${'['.repeat(60)}${']'.repeat(60)},`],
  ['"data":{', '"data":{"bad":tru,'],
  ['"data":{', '"data":{"bad":01,'],
  ['"data":{', '"data":{"bad":1.,'],
  ['"data":{', '"data":{"bad":[1,],'],
  ['"data":{', '"data":{,'],
  ['"data":{', '"data":[],"x":{'],
  ['"ns":"', '"ns":"\\u0041'],
  ['"ns":"', '"ns":"\u00e9'],
  ['"ns":"', '"ns":["Forge","Loop"],"x":"'],
  ['"sev":"', '"data":{"slot":5},"sev":"'],
  ['"sev":"', '"at":"2026-03-10T12:00:09Z","sev":"'],
  ['"sev":"', '"ns":"Forge.Loop.NodeIsLeader","sev":"'],
  ['"sev":"', '"new":1,"sev":"'],
  ['"sev":', '"sev":null,"x":'],
  ['"thread":', '"thread":12,"x":'],
  ['"mempoolSize":{', '"mempoolSize":{"numTxs":1,'],
  ['"mempoolSize":', '"mempoolSize":5,"x":'],
  ['"numTxs":', '"numTxs":"3","x":'],
  ['"CentiCpu":', '"CentiCpu":1.5,"x":'],
  ['"RSS":', '"RSS":1e400,"x":'],
  ['"block":"', '"block":"ABC'],
  ['"block":"', '"block":null,"x":"'],
  ['"risingEdge":', '"risingEdge":false,"x":'],
  ['"blockingRead":', '"blockingRead":null,"x":'],
  ['"addBlock":"', '"rollBackTo":"genesis","addBlock":"'],
  ['"addBlock":"', '"addBlock":null,"block":"'],
  ['{"at"', ' {"at"'],
  ['"}', '"}\r'],
  ['"}', '"}}'],
  ['"}', '"},'],
  ['"}', '"} {}'],
];

test('scanner and JSON.parse say the same of lines with every oddity that JSON allows, and of some that it does not', () => {
  const lines = distinct(synthesisedLines());
  assert.ok(lines.length > 20);
  for (const [from, to] of REPLACEMENTS) {
    const changed = lines
      .map((line) => line.toString('latin1'))
      .filter((line) => line.includes(from))
      .map((line) => line.replace(from, () => to));
    assert.ok(changed.length > 0, `no line has ${from}`);
    for (const line of changed) {
      assertSame(Buffer.from(line), `${from} -> ${to}: `);
      assertSame(Buffer.from(line, 'latin1'), `${from} -> ${to}, as latin1: `);
    }
  }
});

test('scanner and JSON.parse say the same of lines with any one byte changed, lost or doubled', () => {
  const bytes = [0x22, 0x7d, 0x7b, 0x00, 0xff, 0x5c, 0x2c, 0x30, 0x2d, 0x2e, 0x20, 0x0d];
  let lines = 0;
  for (const [n, line] of distinct(synthesisedLines()).entries()) {
    for (let i = 0; i < line.length; i++) {
      const changed = Buffer.from(line);
      changed[i] = bytes[(n + i) % bytes.length]!;
      assertSame(changed);
      assertSame(Buffer.concat([line.subarray(0, i), line.subarray(i + 1)]));
      assertSame(Buffer.concat([line.subarray(0, i), line.subarray(i - 1)]));
      assertSame(line.subarray(0, i));
      lines += 4;
    }
  }
  assert.ok(lines > 20_000);
});

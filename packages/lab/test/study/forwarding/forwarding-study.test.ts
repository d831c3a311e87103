import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { faults, type Schema } from '../../../../../scripts/json-schema.ts';
import {
  type ForwardingBench,
  forwardingDesign,
  studyForwarding,
  writeForwardingStudy,
} from '../../../src/index.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../../../schemas/study.schema.json', import.meta.url), 'utf8'),
) as Schema;
const design = forwardingDesign({ objectBytes: [100, 10_000], nodes: [1], seconds: 1, limitSeconds: 60 });

/** Large objects are lost beyond 1500 a second; `uncounted` of them are missing on both sides. */
function bench(uncounted: number): ForwardingBench & { opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    queue: { size: 192, overflow: 'drop-all' },
    async open({ path, nodes, objectBytes }) {
      opened.push(`${path} ${nodes} ${objectBytes}`);
      return {
        async measure(rate) {
          const lost = Math.max(0, rate - (objectBytes > 1000 ? 1500 : 6000));
          return { rate, told: rate, seconds: 1, lost, arrived: rate - lost - (lost > 0 ? uncounted : 0) };
        },
        lineBytes: () => objectBytes + 120,
        async close() {
          opened.push('closed');
        },
      };
    },
  };
}

const common = {
  design,
  machine: 'two <cores>',
  notes: ['not through a tunnel: there is no sshd'],
  signal: new AbortController().signal,
  onCell() {},
};

test('every cell has its knee, is closed, and is in table and page', async (t) => {
  const one = bench(0);
  const study = await studyForwarding({ ...common, paths: ['local', 'tunnel'], bench: one, now: () => 0 });
  assert.deepEqual(one.opened, [
    'local 1 100',
    'closed',
    'local 1 10000',
    'closed',
    'tunnel 1 100',
    'closed',
    'tunnel 1 10000',
    'closed',
  ]);
  assert.deepEqual(study.notes, common.notes);
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-study-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const { jsonPath, reportPath } = await writeForwardingStudy(study, dir);
  assert.deepEqual(JSON.parse(readFileSync(jsonPath, 'utf8')), study);
  assert.deepEqual(faults(study, schema, schema), []);
  const text = readFileSync(join(dir, 'study.txt'), 'utf8');
  assert.match(
    text,
    /local +1 +10,000 B 10,120 B +1,414 +14\.3 +53\.3 % lost at 3,2\d\d\/s|local +1 +10,000 B/,
  );
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  const page = readFileSync(reportPath, 'utf8');
  assert.ok(page.includes('two &#60;cores&#62;') && page.includes('tunnel, 1 node, payloads of 10,000 B'));
  assert.equal(/<script|https?:\/\//.test(page), false);
});

test('what one side counts and the other does not is said', async () => {
  const study = await studyForwarding({ ...common, paths: ['local'], bench: bench(2), now: () => 0 });
  assert.match(
    study.notes.at(-1)!,
    /^nodes and collector disagree in \d+ measurements, by \d+ objects together$/,
  );
});

test('cells that would begin too late are left out and named', async () => {
  let looks = 0;
  // The first cell takes thirteen looks at the clock.
  const now = () => (looks++ < 12 ? 0 : 61_000);
  const study = await studyForwarding({ ...common, paths: ['local'], bench: bench(0), now });
  assert.equal(study.cells.length, 1);
  assert.match(study.notes.at(-1)!, /^local, 1 node, 10000 B: not measured within 60 s$/);
});

for (const [what, value, place] of [
  ['objectBytes', [99], 'sizes'],
  ['objectBytes', [10_001], 'sizes'],
  ['objectBytes', [Number.NaN], 'sizes'],
  ['nodes', [0], 'nodes'],
  ['nodes', [53], 'nodes'],
  ['nodes', [1.5], 'nodes'],
] as const)
  test(`refused: ${what} ${value}`, () => {
    assert.throws(
      () => forwardingDesign({ ...design, [what]: value }),
      (error: { code: string; place: string }) => error.code === 'STUDY_INVALID' && error.place === place,
    );
  });

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { peekLog } from '../../src/read/peek-log.ts';
import { parseInstant } from '../../src/read/timestamp.ts';

const dir = mkdtempSync(join(tmpdir(), 'slotbench-peek-'));
after(() => rmSync(dir, { recursive: true }));

const genesis = { systemStart: parseInstant('2026-05-04T10:00:00Z')!, slotNs: 1e9 };
const peek = (content: string | Buffer) => {
  const path = join(dir, 'log');
  writeFileSync(path, content);
  return peekLog(path, genesis);
};

const slot = (second: number, late = 0) =>
  JSON.stringify({
    at: `2026-05-04T10:00:${String(second).padStart(2, '0')}.000000000Z`,
    ns: 'Forge.Loop.StartLeadershipCheck',
    data: { kind: 'TraceStartLeadershipCheck', slot: second - late },
    sev: 'Info',
    thread: '1',
    host: 'node-0',
  });
/** amaru's own form; it tells no slot that it looked at. */
const amaru = JSON.stringify({
  timestamp: '2026-05-04T10:00:03.5Z',
  level: 'INFO',
  fields: { message: 'received header', point: `7.${'ab'.repeat(32)}` },
  target: 'amaru::sync',
});

const rows: readonly [name: string, lines: readonly string[], head: Awaited<ReturnType<typeof peekLog>>][] = [
  ['nothing', [], { traces: 0, firstAt: undefined, lateSlots: [] }],
  [
    'words of a shell, JSON of no node',
    ['+ exec node', '{"a":1}', '[]', '{'],
    { traces: 0, firstAt: undefined, lateSlots: [] },
  ],
  ['lines of another implementation', [amaru, amaru], { traces: 2, firstAt: 3.5e9, lateSlots: [] }],
  ['another implementation and ours', [amaru, slot(4)], { traces: 2, firstAt: 3.5e9, lateSlots: [0] }],
  ['words before the traces', ['starting', slot(2), slot(3)], { traces: 2, firstAt: 2e9, lateSlots: [0, 0] }],
  [
    'slots of another genesis',
    [slot(20, 15), slot(21, 15)],
    { traces: 2, firstAt: 20e9, lateSlots: [15, 15] },
  ],
];
for (const [name, lines, head] of rows)
  test(`the head of a log with ${name}`, async () => {
    const text = lines.map((line) => `${line}\n`).join('');
    assert.deepEqual(await peek(text), head);
    assert.deepEqual(await peek(gzipSync(text)), head);
  });

test('no more is read than the fifth slot needs, or 256 KiB', async () => {
  const long = Array.from({ length: 50 }, (_, i) => `${slot(i)}\n${`${amaru}\n`.repeat(40)}`).join('');
  assert.ok((await peek(long)).lateSlots.length < 50);
  const { traces, lateSlots } = await peek(`${`${amaru}\n`.repeat(5_000)}${slot(1)}\n`);
  assert.deepEqual(lateSlots, []);
  assert.ok(traces > 1_000 && traces < 2_500, `${traces}`);
});

test('a file of one line without a line feed counts', async () => {
  assert.deepEqual(await peek(slot(2)), { traces: 1, firstAt: 2e9, lateSlots: [] });
});

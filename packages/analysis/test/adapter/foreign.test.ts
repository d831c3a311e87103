import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { adapterOf, anyNode } from '../../src/adapter/any-node.ts';
import type { Event } from '../../src/events.ts';
import { implementationItems } from '../../src/quality/implementation.ts';
import { createLineReader } from '../../src/read/line-reader.ts';
import { parseInstant } from '../../src/read/timestamp.ts';

const start = parseInstant('2026-11-24T07:00:00Z')!;
const hash = 'd9'.repeat(32);

function eventOf(line: string): Event | undefined {
  const read = createLineReader(anyNode.interest, start)(Buffer.from(line));
  assert.notEqual(read.verdict, 'garbage', line);
  return read.line === undefined ? undefined : anyNode.event(read.line);
}

const at = 61_000_000_000 + 250_000;
const amaruLine = (message: string, more: object, span?: object) =>
  JSON.stringify({
    timestamp: '2026-11-24T07:01:01.000250Z',
    level: 'TRACE',
    fields: { message, ...more },
    target: 'amaru::any',
    ...(span === undefined ? {} : { span }),
  });
const dingoLine = (msg: string, more: object) =>
  JSON.stringify({ time: '2026-11-24T07:01:01.00025Z', level: 'INFO', msg, ...more });

const lines: [name: string, line: string, event: object | undefined][] = [
  [
    'amaru: header received',
    amaruLine('received header', { peer: '127.0.0.1:3001', point: `259205.${hash}` }),
    { at, kind: 'HeaderSeen', slot: 259_205, blockNo: undefined, hash },
  ],
  [
    'amaru: block stored',
    amaruLine('exit', {}, { hash, name: 'store_block' }),
    { at, kind: 'BlockFetched', hash },
  ],
  [
    'amaru: block validated and appended',
    amaruLine('exit', {}, { hash, slot: '259205', name: 'roll_forward_chain' }),
    { at, kind: 'BlockValidated', hash },
  ],
  ['amaru: the span’s beginning says nothing', amaruLine('enter', {}, { name: 'store_block' }), undefined],
  [
    'amaru: new tip',
    amaruLine('diffusion.forward_chain.new_tip', { point: `259205.${hash}` }),
    { at, kind: 'BlockAdopted', hash, by: 'extension', chainDelta: 1, sizeBytes: undefined },
  ],
  ['amaru: a point that is none', amaruLine('received header', { point: 'origin' }), undefined],
  ['amaru: anything else', amaruLine('volatile.warming_up', { size: 3 }), undefined],
  [
    'dingo: not a leader',
    dingoLine('forge check: not leader for slot', { current_slot: 7, tip_slot: 5 }),
    { at, kind: 'LeadershipDecided', slot: 7, leader: false },
  ],
  [
    'dingo: a leader',
    dingoLine('producing block', { slot: 7 }),
    { at, kind: 'LeadershipDecided', slot: 7, leader: true },
  ],
  [
    'dingo: forged',
    dingoLine('block produced successfully', { slot: 7, hash }),
    { at, kind: 'BlockForged', slot: 7, blockNo: undefined, hash, prev: undefined },
  ],
  [
    'dingo: adopted its own',
    dingoLine(`chain extended, new tip: ${hash} at slot 7`, { component: 'ledger', source: 'forged' }),
    { at, kind: 'BlockAdopted', hash, by: 'ownForge', chainDelta: 1, sizeBytes: undefined },
  ],
  [
    'dingo: adopted another’s',
    dingoLine(`chain extended, new tip: ${hash} at slot 7`, { component: 'ledger', source: 'chainsync' }),
    { at, kind: 'BlockAdopted', hash, by: 'extension', chainDelta: 1, sizeBytes: undefined },
  ],
  ['dingo: rolled back', dingoLine(`chain rolled back, new tip: ${hash} at slot 7`, {}), undefined],
  [
    'cardano-node, in the same run',
    `{"at":"2026-11-24T07:01:01.00025Z","ns":"Forge.Loop.StartLeadershipCheck","data":{"slot":7},"sev":"Info","thread":"1","host":"n"}`,
    { at, kind: 'SlotStarted', slot: 7 },
  ],
];
for (const [name, line, event] of lines)
  test(name, () => {
    assert.deepEqual(eventOf(line), event);
  });

test('the panel lists what an implementation does not tell, and nothing for cardano-node', () => {
  const host = (name: string, ns: string) =>
    ({ host: name, counts: { namespaces: new Map([[ns, 1]]) } }) as Parameters<
      typeof implementationItems
    >[0][number];
  const items = implementationItems([
    host('node-0', 'Forge.Loop.StartLeadershipCheck'),
    host('node-1', 'amaru:received header'),
  ]);
  assert.deepEqual(
    items.map(({ id, level, host }) => [id, level, host]),
    [['notReported', 'note', 'node-1']],
  );
  assert.match(
    items[0]!.text,
    /^node-1 runs amaru, whose log does not tell of slots and leadership, .* and CPU/,
  );
});

test('a real amaru’s lines all read as its own, and give every event of the adapter', () => {
  const read = createLineReader(anyNode.interest, start);
  const kinds: Record<string, number> = {};
  const path = fileURLToPath(new URL('../vectors/amaru/messages.jsonl', import.meta.url));
  const vectors = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert(vectors.length > 20);
  for (const line of vectors) {
    const result = read(Buffer.from(line));
    assert.notEqual(result.verdict, 'garbage', line.slice(0, 200));
    assert.equal(adapterOf(result.ns).id, 'amaru');
    const event = result.line === undefined ? undefined : anyNode.event(result.line);
    if (event !== undefined) kinds[event.kind] = (kinds[event.kind] ?? 0) + 1;
  }
  assert.deepEqual(kinds, { HeaderSeen: 6, BlockFetched: 3, BlockValidated: 1, BlockAdopted: 6 });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compareLogsCommand } from '../../src/compare-logs/command.ts';
import { type CompareOptions, compareLogs } from '../../src/compare-logs/compare-logs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-compare-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const START_MS = Date.parse('2026-07-01T12:00:00Z');
const MINUTE_MS = 60_000;
const line = (n: number, host = 'h') =>
  `{"at":"${new Date(START_MS + n * MINUTE_MS).toISOString()}","ns":"A","data":{"n":${n}},"sev":"Info","thread":"1","host":"${host}"}`;
const range = (from: number, to: number, host?: string) =>
  Array.from({ length: to - from }, (_, n) => line(from + n, host));

const ours = (lines: readonly string[]) => lines.map((text) => `${text}\n`).join('');
/** An empty first line, no last line break. */
const theirs = (lines: readonly string[]) => lines.map((text) => `\n${text}`).join('');

function write(side: 'A' | 'B', node: string, minute: number, text: string | Uint8Array, ending = ''): void {
  const name = new Date(START_MS + minute * MINUTE_MS).toISOString().slice(0, 19).replaceAll(':', '-');
  mkdirSync(join(root, side, node), { recursive: true });
  writeFileSync(join(root, side, node, `node-${name}.json${ending}`), text);
}

const compare = (o: Partial<CompareOptions> = {}) =>
  compareLogs(join(root, 'A'), join(root, 'B'), { by: 'directory', ...o });

test('equal in other framing, files and compression', async () => {
  const lines = range(0, 300);
  write('A', 'node-0', 0, theirs(lines.slice(0, 200)));
  write('A', 'node-0', 200, `${lines.slice(200).join('\r\n')}\r\n`);
  write('B', 'node-0', 0, gzipSync(ours(lines.slice(0, 50))), '.gz');
  write('B', 'node-0', 50, zstdCompressSync(ours(lines.slice(50, 290))), '.zst');
  write('B', 'node-0', 290, ours(lines.slice(290)));
  write('B', 'node-0', 50, 'of a crash before the rename', '.gz.tmp');
  writeFileSync(join(root, 'B', 'node-0', 'notes.txt'), 'text\n');
  writeFileSync(join(root, 'B', 'collector.json'), '{}');
  const comparison = await compare();
  assert.deepEqual([comparison.equal, comparison.linesA, comparison.linesB], [true, 300, 300]);
  assert.deepEqual(
    comparison.nodes.map(({ node, hours }) => [node, hours.map((h) => `${h.hour} ${h.linesA} ${h.linesB}`)]),
    [['node-0', ['12', '13', '14', '15', '16'].map((hour) => `2026-07-01T${hour} 60 60`)]],
  );
});

test('what either lacks, by node and hour, with its first and last line; doubles count', async () => {
  const lines = range(0, 600);
  write('A', 'node-0', 0, theirs([...lines, line(5)]));
  write('A', 'only-a', 0, theirs([line(1)]));
  write('B', 'node-0', 0, ours([...lines.slice(0, 130), line(600, 'other'), ...lines.slice(140)]));
  const comparison = await compare();
  const found = comparison.nodes.flatMap(({ node, hours }) =>
    hours
      .filter((h) => h.lackingInA !== undefined || h.lackingInB !== undefined)
      .map((h) => ({
        node,
        hour: h.hour,
        a: h.lackingInA && [h.lackingInA.count, h.lackingInA.first.text],
        b: h.lackingInB && [h.lackingInB.count, h.lackingInB.first.text, h.lackingInB.last.text],
      })),
  );
  assert.deepEqual(found, [
    { node: 'node-0', hour: '2026-07-01T12', a: undefined, b: [1, line(5), line(5)] },
    { node: 'node-0', hour: '2026-07-01T14', a: undefined, b: [10, line(130), line(139)] },
    { node: 'node-0', hour: '2026-07-01T22', a: [1, line(600, 'other')], b: undefined },
    { node: 'only-a', hour: '2026-07-01T12', a: undefined, b: [1, line(1), line(1)] },
  ]);
  assert.deepEqual([comparison.equal, comparison.lackingInA, comparison.lackingInB], [false, 1, 12]);
  const lack = comparison.nodes[0]!.hours[2]!.lackingInB!;
  assert.equal(lack.first.place, join(root, 'A', 'node-0', 'node-2026-07-01T12-00-00.json:132'));
});

test('nodes by host where one side has them in one folder, an hour out of step', async () => {
  const [one, two] = [range(0, 400, 'one'), range(0, 400, 'two')];
  write('A', 'node-1', 0, theirs(one));
  write('A', 'node-2', 0, theirs(two));
  // Delayed by up to 50 minutes, and in a file that is named long after.
  const mixed = [
    ...two.slice(0, 50),
    ...one.slice(0, 50),
    ...one.slice(50).flatMap((text, n) => [text, two[n + 50]!]),
  ];
  write('B', 'shadow@0', 100_000, ours(mixed.filter((text) => text !== two[77])));
  const comparison = await compare({ by: 'host' });
  assert.deepEqual(
    comparison.nodes.map(({ node, hours }) => [
      node,
      hours.reduce((sum, h) => sum + (h.lackingInB?.count ?? 0), 0),
    ]),
    [
      ['one', 0],
      ['two', 1],
    ],
  );
  assert.equal(comparison.lackingInA, 0);
  const wrong = await compare();
  assert.match(wrong.notes[0]!, /--by host/);
});

test('from and to, lines without a time', async () => {
  write('A', 'n', 0, ours([...range(0, 200), 'text']));
  write('B', 'n', 0, ours([...range(60, 120), 'text', 'text']));
  assert.equal((await compare({ from: '2026-07-01T13', to: '2026-07-01T14' })).equal, true);
  const all = await compare();
  assert.deepEqual([all.lackingInA, all.lackingInB], [1, 140]);
  assert.equal(all.nodes[0]!.hours[0]!.hour, '-');
});

test('against sets of dropped lines, for random distributions over files and sides', async () => {
  let seed = 12_345;
  const random = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % n;
  };
  for (let round = 0; round < 10; round++) {
    rmSync(root, { recursive: true, force: true });
    const lines = range(0, 500);
    const dropped = { A: new Set<string>(), B: new Set<string>() };
    for (const side of ['A', 'B'] as const) {
      let file: string[] = [];
      let from = 0;
      lines.forEach((text, n) => {
        if (random(20) === 0) dropped[side].add(text);
        else file.push(text);
        if (random(100) === 0 || n === 499) {
          write(side, 'n', from, random(2) === 0 ? ours(file) : theirs(file));
          from = n + 1;
          file = [];
        }
      });
    }
    const { lackingInA, lackingInB, nodes } = await compare();
    const onlyIn = (side: 'A' | 'B', other: 'A' | 'B') =>
      lines.filter((text) => dropped[other].has(text) && !dropped[side].has(text));
    assert.equal(lackingInA, onlyIn('B', 'A').length, `round ${round}`);
    assert.equal(lackingInB, onlyIn('A', 'B').length, `round ${round}`);
    const firsts = nodes[0]!.hours.flatMap((hour) => hour.lackingInA?.first.text ?? []);
    assert.equal(
      firsts[0],
      lines.find((text) => dropped.A.has(text) && !dropped.B.has(text)),
    );
  }
});

test('the command: text, JSON and exit codes', async () => {
  write('A', 'n', 0, ours(range(0, 3)));
  write('B', 'n', 0, ours(range(0, 2)));
  const printed: string[] = [];
  const run = (...argv: string[]) => compareLogsCommand(argv, (text) => printed.push(text));
  const [a, b] = [join(root, 'A'), join(root, 'B')];
  assert.equal(await run(a, b), 1);
  assert.equal(
    printed.pop()!.replaceAll(root, ''),
    [
      'A  /A  3 lines',
      'B  /B  2 lines',
      '',
      'n  2026-07-01T12  B lacks 1 of 3',
      `  line   /A/n/node-2026-07-01T12-00-00.json:3  ${line(2).slice(0, 100)}`,
      '',
      'different: 1 of 1 nodes; A lacks 0 lines, B lacks 1',
    ].join('\n'),
  );
  assert.equal(await run(a, a), 0);
  assert.match(printed.pop()!, /^equal: 3 lines of 1 nodes$/m);
  assert.equal(await run('--json', a, b), 1);
  assert.equal(JSON.parse(printed.pop()!).nodes[0].hours[0].lackingInB.count, 1);
  assert.equal(await run('--help'), 0);
  const refused: [argv: string[], error: object][] = [
    [[a], { code: 'COLLECTOR_USAGE', message: /expected two log roots, got 1/ }],
    [
      [a, b, '--by', 'name'],
      { code: 'COLLECTOR_USAGE', message: /--by: expected directory or host, got name/ },
    ],
    [[a, b, '--from', 'noon'], { code: 'COLLECTOR_USAGE', message: /--from: expected a UTC time/ }],
    [[a, b, '--frm', 'noon'], { code: 'COLLECTOR_USAGE' }],
    [[a, join(root, 'C')], { code: 'COLLECTOR_NO_LOGS', exit: 'noInput' }],
    [[a, join(a, 'n')], { code: 'COLLECTOR_NO_LOGS', message: /holds no log files in machine format/ }],
  ];
  for (const [argv, error] of refused) await assert.rejects(run(...argv), error);
  write('B', 'n', 9, 'no gzip', '.gz');
  await assert.rejects(run(a, b), {
    code: 'COLLECTOR_BAD_LOG',
    exit: 'badData',
    message: /\.json\.gz: cannot be read/,
  });
});

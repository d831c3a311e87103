import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceObject } from '@slotbench/wire';
import { createJournalLog, journalTrouble } from '../../src/journal/journal.ts';
import { fieldLines, streamLine } from '../../src/journal/journal-entry.ts';
import type { LogFormat } from '../../src/logs/log-name.ts';

let root: string;
let path: string;
const closing: (() => void)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slotbench-journal-'));
  path = join(root, 'stdout');
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(root, { recursive: true, force: true });
});

function object(o: Partial<TraceObject> = {}): TraceObject {
  return {
    toHuman: undefined,
    toMachine: '{"a":1}',
    toNamespace: ['Forge', 'Loop'],
    toSeverity: 1,
    toDetails: 1,
    toTimestamp: { seconds: Date.parse('2026-07-01T12:00:00Z') / 1000, picoseconds: 5_000_000 },
    toHostname: 'host',
    toThreadId: 'ThreadId 42',
    ...o,
  };
}

const batch = (...objects: TraceObject[]) => ({
  length: objects.length,
  machineLines: Buffer.from(objects.map((o) => `${o.toMachine}\n`).join('')),
  lastMs: 0,
  objects: () => objects,
});

const entry = (logFormat: LogFormat, journalFields = false) =>
  ({ logRoot: '', logMode: 'JournalMode', logFormat, journalFields }) as const;

/** journald's side of the stream protocol: closes its half of each stream, takes everything. */
async function journald(): Promise<{ streams: string[]; sockets: Socket[]; stop(): Promise<void> }> {
  const streams: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const n = streams.push('') - 1;
    sockets.push(socket);
    socket.end();
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      streams[n] = `${streams[n]}${piece}`;
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  closing.push(() => void stop());
  return { streams, sockets, stop };
}

const severities: [severity: number, priority: number][] = [
  [0, 7],
  [1, 6],
  [2, 5],
  [3, 4],
  [4, 3],
  [5, 2],
  [6, 1],
  [7, 0],
];
for (const [toSeverity, priority] of severities)
  test(`severity ${toSeverity} is priority ${priority}`, () => {
    assert.equal(streamLine(object({ toSeverity }), 'ForMachine'), `<${priority}>{"a":1}\n`);
    assert.match(
      fieldLines(object({ toSeverity }), 'ForMachine', 'x'),
      new RegExp(`^PRIORITY=${priority}$`, 'm'),
    );
  });

test('human text where it is asked for and there; one line an entry', () => {
  const both = object({ toHuman: 'one\r\ntwo\n\u0000three' });
  assert.equal(streamLine(both, 'ForHuman'), '<6>one\\ntwo\\nthree\n');
  assert.equal(streamLine(both, 'ForMachine'), '<6>{"a":1}\n');
  assert.equal(streamLine(object(), 'ForHuman'), '<6>{"a":1}\n');
});

test('fields are cardano-tracer’s', () => {
  assert.equal(
    fieldLines(object({ toHuman: 'a\nb' }), 'ForHuman', 'node-0'),
    [
      'SYSLOG_IDENTIFIER=node-0',
      'MESSAGE=a\\nb',
      'PRIORITY=6',
      'NAMESPACE=Forge.Loop',
      'THREAD=42',
      'TIME=2026-07-01 12:00:00.000005000000Z',
      '',
    ].join('\n'),
  );
  assert.match(fieldLines(object({ toNamespace: [] }), 'ForHuman', 'x'), /^NAMESPACE=noname$/m);
});

function open(entries: ReturnType<typeof entry>[], logger?: string) {
  const seen = { lost: 0, troubles: [] as string[] };
  const log = createJournalLog({
    entries,
    identifier: 'node-0',
    place: { socket: path, logger },
    onLost(objects) {
      seen.lost += objects;
    },
    onTrouble({ place, error, lostObjects }) {
      seen.lost += lostObjects;
      seen.troubles.push(`${place}: ${(error as NodeJS.ErrnoException).code}`);
    },
  });
  return { log, seen };
}

test('both formats in one stream, under the node’s name', async () => {
  const server = await journald();
  const { log, seen } = open([entry('ForHuman'), entry('ForMachine')]);
  await log.write(batch(object({ toHuman: 'one' }), object({ toHuman: 'two', toSeverity: 4 })));
  await log.write(batch());
  await log.write(batch(object({ toMachine: '{"b":2}' })));
  await log.close();
  while (!server.streams[0]?.endsWith('<6>{"b":2}\n<6>{"b":2}\n')) await sleep(5);
  assert.deepEqual(server.streams, [
    'node-0\n\n6\n1\n0\n0\n0\n<6>one\n<3>two\n<6>{"a":1}\n<3>{"a":1}\n<6>{"b":2}\n<6>{"b":2}\n',
  ]);
  assert.deepEqual(seen, { lost: 0, troubles: [] });
});

test('without journald objects are counted and the trouble is said once; with it, entries go on', async () => {
  const { log, seen } = open([entry('ForMachine')]);
  await log.write(batch(object(), object()));
  await log.write(batch(object()));
  assert.deepEqual(seen, { lost: 3, troubles: [`${path}: ENOENT`] });
  const first = await journald();
  await log.write(batch(object()));
  await log.write(batch(object()));
  await first.stop();
  await sleep(20); // the stream's end is noticed
  await log.write(batch(object()));
  const second = await journald();
  await log.write(batch(object({ toMachine: 'again' })));
  await log.close();
  while (second.streams[0] === undefined || !second.streams[0].endsWith('again\n')) await sleep(5);
  assert.equal(second.streams[0], 'node-0\n\n6\n1\n0\n0\n0\n<6>again\n');
  assert.equal(seen.lost, 4);
  assert.equal(seen.troubles.length, 2);
});

test('a journald that takes nothing holds up its node, and not the end', { timeout: 10_000 }, async () => {
  const server = await journald();
  const { log, seen } = open([entry('ForMachine')]);
  await log.write(batch(object()));
  for (const socket of server.sockets) socket.pause();
  const large = batch(...Array.from({ length: 10 }, () => object({ toMachine: 'x'.repeat(1 << 20) })));
  let written = false;
  const writing = Promise.resolve(log.write(large)).then(() => {
    written = true;
  });
  await sleep(50);
  assert.equal(written, false);
  await log.close();
  await writing;
  assert.equal(seen.lost, 10);
});

test('with journalFields each object is an entry of its own through logger', async () => {
  const logger = join(root, 'logger');
  writeFileSync(logger, `#!/bin/sh\necho "$@" >> '${root}/out'\ncat >> '${root}/out'\n`);
  chmodSync(logger, 0o755);
  const { log, seen } = open([entry('ForMachine', true)], logger);
  await log.write(batch(object(), object({ toMachine: '{"b":2}' })));
  await log.close();
  const out = readFileSync(join(root, 'out'), 'utf8').split('\n');
  assert.deepEqual(
    out.filter((line) => line.startsWith('--') || line.startsWith('MESSAGE')),
    ['--journald', 'MESSAGE={"a":1}', '--journald', 'MESSAGE={"b":2}'],
  );
  assert.equal(seen.lost, 0);
  writeFileSync(logger, '#!/bin/sh\necho no journal >&2\nexit 1\n');
  const failing = open([entry('ForMachine', true)], logger);
  await failing.log.write(batch(object()));
  assert.equal(failing.seen.lost, 1);
});

test('what cannot work is told at the start', async () => {
  assert.equal(journalTrouble([], { socket: path, logger: undefined }), undefined);
  assert.match(
    journalTrouble([entry('ForHuman')], { socket: path, logger: undefined })!,
    /no journald runs here/,
  );
  await journald();
  assert.equal(journalTrouble([entry('ForHuman')], { socket: path, logger: undefined }), undefined);
  assert.match(
    journalTrouble([entry('ForHuman', true)], { socket: path, logger: undefined })!,
    /no program `logger`/,
  );
});

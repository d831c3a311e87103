import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderValue } from '../../src/format/data.ts';
import { startAcceptor } from '../../src/legacy/acceptor.ts';
import { isForwarded, renderBatch } from '../../src/legacy/batch.ts';
import { LegacyForwardQueue } from '../../src/legacy/forward-queue.ts';
import { startForwarding } from '../../src/legacy/forwarder.ts';
import type { LogObject } from '../../src/legacy/log-object.ts';
import type { Severity } from '../../src/severity.ts';
import { severities } from '../../src/severity.ts';
import { FakeClock } from '../fakes.ts';
import { logObject, needsRecordings, type RecordedObject, recording } from './recorded.ts';

interface Recording {
  forward: {
    forwarderMinSeverity: string | null;
    inputs: (string | { id: string; input: RecordedObject })[];
    wire: string;
  }[];
  floodWithoutAcceptor: { messages: number; stderr: string }[];
  acceptor: { nodeName: string; sentLines: string[]; traced: { ctx: string; object: RecordedObject }[] };
}

const digest: LogObject = {
  name: 'basicInfo.version',
  host: 'dig',
  thread: '1',
  severity: 'Notice',
  privacy: 'Public',
  time: { seconds: Date.parse('2023-05-31T12:00:00Z') / 1000, picoseconds: 0 },
  content: { kind: 'LogMessage', message: '8.0.0' },
};

const objectsOf = ({ forward }: Recording): LogObject[] =>
  forward[0]!.inputs.map((entry) => logObject((entry as { input: RecordedObject }).input));

test('recorded batches: filter and bytes', needsRecordings, () => {
  const recorded = recording<Recording>('forwarder.json');
  assert.equal(recorded.forward.length, 3);
  const objects = objectsOf(recorded);
  for (const { forwarderMinSeverity, wire } of recorded.forward) {
    const least = severities.includes(forwarderMinSeverity as Severity)
      ? (forwarderMinSeverity as Severity)
      : 'Debug';
    const pass = (some: LogObject[]) => some.filter((object) => isForwarded(object, least));
    const batches = renderBatch([digest, ...pass(objects)]) + renderBatch(pass(objects.slice(0, 3)));
    assert.equal(batches, wire);
  }
});

test('a forwarder never holds back errors', () => {
  const message = (severity: Severity): LogObject => ({ ...digest, severity });
  assert.deepEqual(
    severities.filter((severity) => isForwarded(message(severity), 'Alert')),
    ['Error', 'Critical', 'Alert', 'Emergency'],
  );
});

test('recorded floods without an acceptor: one notice for 200 lost objects', needsRecordings, () => {
  for (const { messages, stderr } of recording<Recording>('forwarder.json').floodWithoutAcceptor) {
    const told: string[] = [];
    const queue = new LegacyForwardQueue((text) => told.push(`${text}\n`));
    for (let i = 0; i < messages; i++) queue.put(digest);
    assert.equal(told.join(''), stderr, String(messages));
    assert.equal(queue.dropped, Math.max(0, messages - 2500));
  }
});

test('recorded lines to an acceptor: what it traces', needsRecordings, async () => {
  const { acceptor } = recording<Recording>('forwarder.json');
  await inFolder(async (folder) => {
    const path = join(folder, 'a');
    const traced: LogObject[] = [];
    const close = startAcceptor(
      { nodeName: acceptor.nodeName, address: { kind: 'unix', path } },
      { clock: new FakeClock(), thread: '1', trace: (object) => traced.push(object), complain: assert.fail },
    );
    await until(() => connects(path));
    const socket = connect(path);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {}).resume();
    socket.write(`${acceptor.sentLines.join('\n')}\n`);
    await ended; // the empty payload of host-i: the reader is gone
    await close();
    const text = ({ content }: { content: unknown }) =>
      renderValue(content)
        // The words for a line that is no JSON at all are the parser's own.
        .replace(/(objects: Error in \$: )(?!parsing)[^}]*"/, '$1…"');
    assert.deepEqual(
      traced.map((o) => [o.name, o.host, o.severity, text(o)]),
      acceptor.traced.map(({ ctx, object: { lometa, locontent } }) => [
        ctx,
        lometa.hostname,
        lometa.severity,
        text({ content: locontent }),
      ]),
    );
  });
});

test('a forwarder and an acceptor: the digest first, then what waits, over a real socket', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'f');
    let received = '';
    const server = createServer((socket) => {
      socket.on('data', (bytes) => {
        received += bytes.toString('utf8');
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const clock = new FakeClock();
    const forwarding = startForwarding(
      { address: { kind: 'unix', path }, delayMs: 1000, minSeverity: 'Info' },
      { clock, complain: assert.fail, digest: () => [digest] },
    );
    const object = (message: string, severity: Severity): LogObject => ({
      ...digest,
      name: 'cardano.node.Forge',
      host: 'h',
      severity,
      content: { kind: 'LogMessage', message },
    });
    forwarding.put(object('held back', 'Debug'));
    forwarding.put(object('one', 'Info'));
    await until(() => {
      clock.advance(1000);
      return received.includes('\n[');
    });
    forwarding.put(object('two', 'Info'));
    await forwarding.close();
    await until(() => received.includes('two'));
    const lines = received.trimEnd().split('\n');
    const names = (line: string) =>
      JSON.parse(line).map((o: RecordedObject) => (o.locontent as { message: string }).message);
    assert.deepEqual(
      [lines[0], names(lines[1]!), lines[2], names(lines[3]!)],
      ['dig', ['8.0.0', 'one'], 'h', ['two']],
    );
    assert.equal(forwarding.dropped, 0);
    await new Promise((resolve) => server.close(resolve));
  });
});

test('what waits when a forwarder is closed is sent, be the connection still being made; nobody there costs no time', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'f');
    const begun = performance.now();
    const alone = startForwarding(
      { address: { kind: 'unix', path }, delayMs: 1000, minSeverity: 'Debug' },
      { clock: new FakeClock(), complain: assert.fail, digest: () => [] },
    );
    alone.put(digest);
    await alone.close();
    assert.equal(alone.dropped, 1);
    assert.ok(performance.now() - begun < 1000);

    let received = '';
    const server = createServer((socket) => {
      socket.on('data', (bytes) => {
        received += bytes.toString('utf8');
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const forwarding = startForwarding(
      { address: { kind: 'unix', path }, delayMs: 1000, minSeverity: 'Debug' },
      { clock: new FakeClock(), complain: assert.fail, digest: () => [] },
    );
    // More than a socket takes at once.
    const long = { ...digest, content: { kind: 'LogMessage', message: 'x'.repeat(1000) } } as const;
    for (let i = 0; i < 2000; i++) forwarding.put(long);
    await forwarding.close();
    await until(() => received.endsWith(']\n'));
    assert.equal(received.split('"loname"').length - 1, 2000);
    assert.equal(forwarding.dropped, 0);
    await new Promise((resolve) => server.close(resolve));
  });
});

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-legacy-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail('it never happened');
}

const connects = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

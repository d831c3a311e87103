import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogFiles } from '../../src/legacy/log-files.ts';
import type { LogObject } from '../../src/legacy/log-object.ts';
import { openScribe } from '../../src/legacy/scribe.ts';
import { Switchboard } from '../../src/legacy/switchboard.ts';
import { FakeClock, MemorySink } from '../fakes.ts';
import { needsRecordings, recording } from './recorded.ts';

interface Overflow {
  katipScribe: { sentWhileBlocked: number; deliveredIncludingFirst: number; stderr: { lines: number } }[];
  switchboard: {
    delivered: number;
    perThread: number;
    threads: number;
    stderr: { messagesPrinted: number; text: string };
  }[];
}

const object: LogObject = {
  name: 'n',
  host: 'h',
  thread: '1',
  severity: 'Info',
  privacy: 'Public',
  time: { seconds: 0, picoseconds: 0 },
  content: { kind: 'LogMessage', message: 'm' },
};

test(
  'recorded scribes before a reader that does not read: what is delivered, and silence',
  needsRecordings,
  () => {
    const { katipScribe } = recording<Overflow>('overflow.json');
    assert.equal(katipScribe.length, 4);
    for (const { sentWhileBlocked, deliveredIncludingFirst, stderr } of katipScribe) {
      const sink = new MemorySink();
      const scribe = openScribe(
        {
          kind: 'StdoutSK',
          format: 'ScText',
          name: 'stdout',
          privacy: 'ScPublic',
          rotation: undefined,
          minSeverity: 'Debug',
          maxSeverity: 'Emergency',
        },
        {
          clock: new FakeClock(),
          mark: { env: '', pid: '' },
          files: new LogFiles(assert.fail),
          stdout: sink,
        },
      );
      sink.fail = 'EAGAIN';
      scribe.write(object);
      scribe.flush();
      for (let i = 0; i < sentWhileBlocked; i++) scribe.write(object);
      sink.fail = undefined;
      scribe.close();
      assert.equal(sink.lines.length, deliveredIncludingFirst, String(sentWhileBlocked));
      assert.equal(scribe.lostLines, 1 + sentWhileBlocked - deliveredIncludingFirst);
      assert.equal(stderr.lines, 0);
    }
  },
);

test('recorded switchboards: what is not delivered is told, one line each', needsRecordings, () => {
  for (const { delivered, perThread, threads, stderr } of recording<Overflow>('overflow.json').switchboard) {
    const sent = perThread * threads;
    assert.equal(delivered + stderr.messagesPrinted, sent, 'the recording');
    const told: string[] = [];
    let count = 0;
    const switchboard = new Switchboard({
      deliver() {
        count++;
      },
      delivered() {},
      complain: (text) => told.push(text),
    });
    for (let i = 0; i < sent; i++) switchboard.put(object);
    switchboard.flush();
    assert.equal(count, 2048);
    assert.equal(count + told.length, sent);
    assert.deepEqual([...new Set(told)], [stderr.text]);
    assert.equal(switchboard.dropped, told.length);
  }
});

test('what is put while objects are delivered follows them', () => {
  const order: number[] = [];
  const numbered = (n: number): LogObject => ({ ...object, time: { seconds: n, picoseconds: 0 } });
  const switchboard: Switchboard = new Switchboard({
    deliver({ time }) {
      order.push(time.seconds);
      if (time.seconds === 1) switchboard.put(numbered(3));
    },
    delivered: () => order.push(0),
    complain: assert.fail,
  });
  switchboard.put(numbered(1));
  switchboard.put(numbered(2));
  switchboard.flush();
  assert.deepEqual(order, [1, 2, 3, 0]);
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Results } from '@slotbench/analysis';
import { countMessages, messageKey } from '../../src/study/message-counts.ts';

const line = (ns: unknown, kind?: string) =>
  JSON.stringify({ at: '2026-11-24T17:48:00Z', ns, data: kind === undefined ? {} : { kind }, sev: 'Info' });

/** Namespace and kind as the new system told it, then as the legacy one did, in runs of `trace-matrix-*` of 24 November 2026. */
const pairs: readonly [readonly [string, string?], readonly [string, string], string][] = [
  [
    ['Forge.Loop.StartLeadershipCheck', 'TraceStartLeadershipCheck'],
    ['cardano.node.LeadershipCheck', 'TraceStartLeadershipCheck'],
    'StartLeadershipCheck',
  ],
  [
    ['ChainSync.Client.DownloadedHeader', 'DownloadedHeader'],
    ['cardano.node.ChainSyncClient', 'ChainSyncClientEvent.TraceDownloadedHeader'],
    'DownloadedHeader',
  ],
  [
    ['BlockFetch.Server.SendBlock', 'BlockFetchServer'],
    ['cardano.node.BlockFetchServer', 'TraceBlockFetchServerSendBlock'],
    'SendBlock',
  ],
  [['Resources', 'ResourceStats'], ['cardano.node.resources', 'Resources'], 'Resources'],
  [['Version.NodeVersion'], ['cardano.node.startup', 'Version.NodeVersion'], 'NodeVersion'],
  [
    ['ChainDB.AddBlockEvent.AddedToCurrentChain', 'AddedToCurrentChain'],
    ['cardano.node.ChainDB', 'TraceAddBlockEvent.AddedToCurrentChain'],
    'AddedToCurrentChain',
  ],
];

test('both systems’ names of a message have one key', () => {
  for (const [today, legacy, key] of pairs) {
    assert.deepEqual(messageKey(line(today[0], today[1])), { key, name: today[0] });
    assert.deepEqual(messageKey(line([legacy[0]], legacy[1])), { key, name: legacy[1] });
  }
});

test('what is no message is none', () => {
  for (const text of [
    '',
    'Listening on 0.0.0.0',
    '{"at":',
    '17',
    'null',
    '[]',
    '{"ns":"","data":{}}',
    '{"ns":7}',
  ])
    assert.equal(messageKey(text), undefined, text);
  assert.deepEqual(messageKey('{"ns":"A.B","data":null}'), { key: 'B', name: 'A.B' });
});

test('a log with messages without end is counted whole and takes no more memory', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'sb-study-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const all = Array.from({ length: 2500 }, (_, i) => line(`Net.Message${i}`));
  const oneKind = Array.from({ length: 100 }, (_, i) => line(`Peer${i}.Same`, 'TraceSame'));
  writeFileSync(join(dir, 'log'), [...oneKind, ...all, 'no message'].join('\n'));
  const results = { provenance: { logs: [{ path: 'log' }] } } as unknown as Results;
  const counts = await countMessages(dir, results);
  assert.equal(counts.size, 2001);
  assert.equal(counts.get('(others)')!.count, 501);
  assert.deepEqual([counts.get('Same')!.count, counts.get('Same')!.names.size], [100, 8]);
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { cardanoNode } from '../../src/adapter/cardano-node.ts';
import type { Event } from '../../src/events.ts';
import { createLineReader } from '../../src/read/line-reader.ts';
import { nanosecondsSince, parseInstant } from '../../src/read/timestamp.ts';
import { ANALYSIS_DATA, sharedJson, skipWithoutData } from '../shared-data.ts';

interface LogObject {
  readonly loAt: string;
  readonly loBody: Readonly<Record<string, unknown>> & { readonly tag: string; readonly contents?: unknown };
}

const GOLDEN = 'locli-golden';
/** Logs with what locli 2.3 made of every line; the sets hold all spellings since 2022, the samples come from real nodes. */
const LOGS = [
  { log: 'setE/logs/node-0.jsonl.gz', objects: 'setE/analysis/node-0.logobjs.json.gz', run: 'setE' },
  { log: 'setE/logs/node-1.jsonl.gz', objects: 'setE/analysis/node-1.logobjs.json.gz', run: 'setE' },
  { log: 'setG/logs/node-0.jsonl.gz', objects: 'setG/analysis/node-0.logobjs.json.gz', run: 'setG' },
  { log: 'setG/logs/node-1.jsonl.gz', objects: 'setG/analysis/node-1.logobjs.json.gz', run: 'setG' },
  { log: 'setG/logs/node-2.jsonl.gz', objects: 'setG/analysis/node-2.logobjs.json.gz', run: 'setG' },
  {
    log: '../samples/node-10.6.1-debug-node0.jsonl',
    objects: 'real-10.6.1/node-0.logobjs.json.gz',
    run: 'real-10.6.1',
  },
  {
    log: '../samples/antithesis-p1-default.jsonl',
    objects: 'real-antithesis/node-0.logobjs.json.gz',
    run: 'real-antithesis',
  },
];

/** What locli lifts and no figure of ours rests on. */
const NOT_OURS = new Set([
  'LOTxsCollected',
  'LOTxsProcessed',
  'LOTxsAcked',
  'LOLedgerTookSnapshot',
  'LOGeneratorSummary',
  'LODecodeError',
]);
/** What we read and locli does not. */
const NOT_THEIRS = new Set<Event['kind']>([
  'NodeVersion',
  'NodeStatistics',
  'TracesSuppressed',
  'TipNamed',
  'ForgingFailed',
]);

const EMPTY_CHAIN = 18446744073709552000; // -1 as an unsigned number of 64 bits

/** An event as locli writes it, without what only its own figures need. */
function asLogObject(event: Event): [tag: string, ...values: unknown[]] | undefined {
  switch (event.kind) {
    case 'SlotStarted':
      return ['LOTraceStartLeadershipCheck', event.slot];
    case 'BlockContextAcquired':
      return ['LOBlockContext', event.slot, event.tipBlockNo < 0 ? EMPTY_CHAIN : event.tipBlockNo];
    case 'LedgerStateAcquired':
      return ['LOLedgerState', event.slot];
    case 'LedgerViewAcquired':
      return ['LOLedgerView', event.slot];
    case 'LeadershipDecided':
      return ['LOTraceLeadershipDecided', event.slot, event.leader];
    case 'LedgerTicked':
      return ['LOTickedLedgerState', event.slot];
    case 'MempoolSnapshot':
      return ['LOMempoolSnapshot', event.slot];
    case 'BlockForged':
      return ['LOBlockForged', event.slot, event.blockNo, event.hash, event.prev ?? 'GenesisHash'];
    case 'HeaderSeen':
      return ['LOChainSyncClientSeenHeader', event.slot, event.blockNo, event.hash];
    case 'FetchRequested':
      return ['LOBlockFetchClientRequested', event.hash, event.length];
    case 'BlockFetched':
      return ['LOBlockFetchClientCompletedFetch', event.hash];
    case 'HeaderSent':
      return ['LOChainSyncServerSendHeader', event.hash];
    case 'BlockSent':
      return ['LOBlockFetchServerSending', event.hash];
    case 'BlockAdopted':
      return event.by === 'forkSwitch'
        ? undefined
        : ['LOBlockAddedToCurrentChain', event.hash, event.chainDelta, event.sizeBytes ?? null];
    case 'Resources': {
      const s = event.sample;
      return [
        'LOResources',
        s.cpuCentis,
        s.gcCentis,
        s.mutatorCentis,
        s.majorGcs,
        s.minorGcs,
        s.allocBytes,
        s.liveBytes,
        s.heapBytes,
        s.rssBytes,
        s.netReadBytes,
        s.fsWriteBytes,
      ];
    }
    case 'LedgerMetrics':
      return ['LOLedgerMetrics', event.slot, event.chainDensity];
    case 'MempoolChanged':
      return ['LOMempoolTxs', event.txs];
    case 'TxRejected':
      return ['LOMempoolRejectedTx'];
    default:
      assert.ok(NOT_THEIRS.has(event.kind), event.kind);
      return undefined;
  }
}

function values({ loBody: b }: LogObject): [tag: string, ...values: unknown[]] {
  const list = (b.contents ?? []) as number[];
  const resources = b.contents as Record<string, number>;
  switch (b.tag) {
    case 'LOTraceStartLeadershipCheck':
      return [b.tag, list[0]];
    case 'LOTraceLeadershipDecided':
      return [b.tag, b.loSlotNo, b.loLeader];
    case 'LOBlockContext':
      return [b.tag, b.loSlotNo, b.loBlockNo];
    case 'LOBlockForged':
      return [b.tag, b.loSlotNo, b.loBlockNo, b.loBlock, b.loPrev];
    case 'LOChainSyncClientSeenHeader':
      return [b.tag, b.loSlotNo, b.loBlockNo, b.loBlock];
    case 'LOBlockFetchClientRequested':
      return [b.tag, b.loBlock, b.loLength];
    case 'LOBlockAddedToCurrentChain':
      return [b.tag, b.loBlock, b.loLength, b.loSize];
    case 'LOResources':
      return [
        b.tag,
        ...[
          'CentiCpu',
          'CentiGC',
          'CentiMut',
          'GcsMajor',
          'GcsMinor',
          'Alloc',
          'Live',
          'Heap',
          'RSS',
          'NetRd',
          'FsWr',
        ].map((name) => resources[name]),
      ];
    case 'LOLedgerMetrics':
      return [b.tag, b.loSlotNo, b.loChainDensity];
    case 'LOMempoolTxs':
      return [b.tag, b.contents];
    case 'LOMempoolRejectedTx':
      return [b.tag];
    default:
      return b.loBlock === undefined ? [b.tag, b.loSlotNo] : [b.tag, b.loBlock];
  }
}

for (const { log, objects, run } of LOGS) {
  test(`${log}: every line gives what locli 2.3 reads in it, in order, to the nanosecond`, {
    skip: skipWithoutData,
  }, () => {
    const genesis = sharedJson(join(GOLDEN, run, 'genesis/genesis.shelley.json')) as { systemStart: string };
    const origin = parseInstant(genesis.systemStart)!;
    const read = createLineReader(cardanoNode.interest, origin);
    const ours = textOf(log)
      .split('\n')
      .flatMap((text): unknown[][] => {
        const { line } = read(Buffer.from(text));
        const event = line === undefined ? undefined : cardanoNode.event(line);
        const object = event === undefined ? undefined : asLogObject(event);
        return object === undefined ? [] : [[event!.at, ...object]];
      });
    const theirs = textOf(objects)
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as LogObject)
      .filter(({ loBody }) => !NOT_OURS.has(loBody.tag))
      .map((object): unknown[] => [nanosecondsSince(origin, parseInstant(object.loAt)!), ...values(object)]);
    assert.ok(theirs.length > 50);
    assert.deepEqual(ours, theirs);
  });
}

function textOf(path: string): string {
  const file = join(ANALYSIS_DATA, GOLDEN, path);
  assert.ok(existsSync(file), file);
  const bytes = readFileSync(file);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ByteSink, createTracing, parseTraceConfig } from '@slotbench/tracing';
import { blockFetchTracers } from '../../src/traces/block-fetch.ts';
import { chainDbTracers } from '../../src/traces/chain-db.ts';
import { chainSyncTracers } from '../../src/traces/chain-sync.ts';
import { forgeTracers } from '../../src/traces/forge.ts';
import { transactionTracers } from '../../src/traces/transactions.ts';

const hash = 'ab'.repeat(32);
const parent = 'cd'.repeat(32);
const point = { slot: 7, hash };
const tip = { point, blockNo: 3 };
const peer = { connectionId: '127.0.0.1:1 127.0.0.1:2' };
const mempoolSize = { numTxs: 5, bytes: 99 };
const view = { blockNo: 3, slot: 7, issuerHash: 'i', issueNo: 0, tieBreakVrf: 'v' };
const chainChange = {
  tip: point,
  previousHash: parent,
  issuerVk: 'k',
  newView: view,
  oldView: undefined,
  reason: '',
  density: 0.1,
  epoch: 0,
  slotInEpoch: 7,
};

/** Runs `trace` with everything on; the messages, without the values of metrics, as logger and data. */
async function told(
  trace: (tracing: ReturnType<typeof createTracing>) => void,
): Promise<[string, Record<string, unknown>][]> {
  let text = '';
  const stdout: ByteSink = {
    write(bytes) {
      text += Buffer.from(bytes).toString('utf8');
      return bytes.length;
    },
  };
  const switches = ['BlockFetchClient', 'BlockFetchServer', 'ChainSyncHeaderServer', 'TxInbound'];
  const tracing = createTracing(
    parseTraceConfig({
      UseTraceDispatcher: false,
      minSeverity: 'Debug',
      setupBackends: ['KatipBK'],
      defaultBackends: ['KatipBK'],
      setupScribes: [{ scKind: 'StdoutSK', scName: 'stdout' }],
      defaultScribes: [['StdoutSK', 'stdout']],
      options: { mapSubtrace: { 'cardano.node.metrics': { subtrace: 'NoTrace' } } },
      ...Object.fromEntries(switches.map((name) => [`Trace${name}`, true])),
    }),
    { host: 'h', stdout },
  );
  trace(tracing);
  await tracing.close();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { ns, data } = JSON.parse(line);
      return [ns[0].replace('cardano.node.', ''), data];
    });
}

/**
 * The fields that locli reads of a log of the legacy system, by logger and kind: an analysis of
 * such a log finds in it what it finds in one of today.
 */
test('what an analysis reads is in the log of the legacy system under the kinds of old', async () => {
  const expected: [string, Record<string, unknown>][] = [
    ['LeadershipCheck', { kind: 'TraceStartLeadershipCheck', slot: 7 }],
    ['Forge', { kind: 'TraceBlockContext', 'current slot': 7, tipBlockNo: 3 }],
    ['Forge', { kind: 'TraceLedgerState', slot: 7 }],
    ['Forge', { kind: 'TraceLedgerView', slot: 7 }],
    ['Forge', { kind: 'TraceNodeIsLeader', slot: 7 }],
    ['Forge', { kind: 'TraceNodeNotLeader', slot: 8 }],
    ['Forge', { kind: 'TraceForgeTickedLedgerState', slot: 7 }],
    ['Forge', { kind: 'TraceForgingMempoolSnapshot', slot: 7 }],
    ['Forge', { kind: 'TraceForgedBlock', slot: 7, blockNo: 3, block: hash, blockPrev: parent }],
    ['Forge', { kind: 'TraceAdoptedBlock', blockHash: hash, blockSize: 99 }],
    [
      'ChainSyncClient',
      { kind: 'ChainSyncClientEvent.TraceDownloadedHeader', slot: 7, blockNo: 3, block: hash },
    ],
    ['BlockFetchClient', { kind: 'SendFetchRequest', head: hash, length: 1 }],
    ['BlockFetchClient', { kind: 'CompletedBlockFetch', block: hash }],
    ['ChainDB', { kind: 'TraceAddBlockEvent.AddedToCurrentChain', newtip: `${hash}@7` }],
    ['ChainDB', { kind: 'TraceAddBlockEvent.SwitchedToAFork', newtip: `${hash}@7` }],
    [
      'ChainSyncHeaderServer',
      { kind: 'ChainSyncServerEvent.TraceChainSyncServerReadBlocked.AddBlock', block: hash },
    ],
    [
      'ChainSyncHeaderServer',
      { kind: 'ChainSyncServerEvent.TraceChainSyncServerRead.AddBlock', block: hash },
    ],
    ['BlockFetchServer', { kind: 'TraceBlockFetchServerSendBlock', block: hash }],
    ['TxInbound', { kind: 'TraceTxSubmissionCollected', count: 2 }],
    ['TxInbound', { kind: 'TraceTxSubmissionProcessed', accepted: 1, rejected: 1 }],
    ['Mempool', { kind: 'TraceMempoolAddedTx', mempoolSize }],
    ['Mempool', { kind: 'TraceMempoolRemoveTxs', mempoolSize }],
    ['Mempool', { kind: 'TraceMempoolRejectedTx' }],
  ];
  const lines = await told((tracing) => {
    const forge = forgeTracers(tracing);
    forge.startLeadershipCheck({ slot: 7 });
    forge.blockContext({ slot: 7, tip: point, blockNo: 3 });
    forge.ledgerState({ slot: 7 });
    forge.ledgerView({ slot: 7 });
    forge.nodeIsLeader({ slot: 7 });
    forge.nodeNotLeader({ slot: 8 });
    forge.tickedLedgerState({ slot: 7, previous: point });
    forge.mempoolSnapshot({ slot: 7, previous: point, mempool: point });
    forge.forgedBlock({ slot: 7, hash, blockNo: 3, previousHash: parent });
    forge.adoptedBlock({ slot: 7, hash, sizeBytes: 99, txIds: [] });
    chainSyncTracers(tracing).downloadedHeader({ slot: 7, hash, blockNo: 3, peer });
    const fetch = blockFetchTracers(tracing);
    fetch.sendFetchRequest({ head: hash, length: 1, peer });
    fetch.completedBlockFetch({ hash, delaySeconds: 0.1, sizeBytes: 99, peer });
    const chain = chainDbTracers(tracing);
    chain.addedToCurrentChain(chainChange);
    chain.switchedToAFork(chainChange);
    const update = { tip, change: { kind: 'addBlock', point } as const, peer };
    const { serverUpdate } = chainSyncTracers(tracing);
    serverUpdate({ ...update, blockingRead: true, risingEdge: true });
    serverUpdate({ ...update, blockingRead: true, risingEdge: false }); // not told
    serverUpdate({ ...update, blockingRead: false, risingEdge: true });
    fetch.sendBlock({ hash, blockNo: 3, peer });
    const txs = transactionTracers(tracing);
    txs.collected({ count: 2, peer });
    txs.processed({ accepted: 1, rejected: 1, peer });
    txs.addedTx({ id: hash, mempoolSize });
    txs.removeTxs({ ids: [hash], mempoolSize });
    txs.rejectedTx({ id: hash, error: 'no', mempoolSize });
  });
  assert.deepEqual(
    lines.map(([logger, data], i) => [
      logger,
      Object.fromEntries(Object.keys(expected[i]?.[1] ?? { kind: '' }).map((key) => [key, data[key]])),
    ]),
    expected,
  );
});

test('a rollback is no announcement in the log of the legacy system', async () => {
  const lines = await told((tracing) =>
    chainSyncTracers(tracing).serverUpdate({
      tip,
      change: { kind: 'rollBackTo', point },
      blockingRead: true,
      risingEdge: true,
      peer,
    }),
  );
  assert.deepEqual(
    lines.map(([, { kind, point: to }]) => [kind, to]),
    [['ChainSyncServerEvent.TraceChainSyncServerReadBlocked.RollBack', `${hash}@7`]],
  );
});

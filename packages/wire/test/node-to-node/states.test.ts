import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockFetchProtocol } from '../../src/block-fetch/state.ts';
import { chainSyncProtocol } from '../../src/chain-sync/state.ts';
import { dataPointProtocol } from '../../src/data-point/state.ts';
import type { MiniProtocol } from '../../src/driver/protocol.ts';
import { ekgProtocol } from '../../src/ekg/state.ts';
import { keepAliveProtocol } from '../../src/keep-alive/state.ts';
import { traceObjectProtocol } from '../../src/trace-object/state.ts';
import { txSubmissionProtocol } from '../../src/tx-submission/state.ts';

const tip = { point: { kind: 'origin' }, blockNo: 0 };
const id = { era: 6, id: '00' };
const object = { toMachine: '{}' };

/** Every transition that is legal; every other pair of state and message must be refused. */
const tables: {
  protocol: MiniProtocol<never, string>;
  messages: Record<string, object>;
  legal: Record<string, string>;
}[] = [
  {
    protocol: erase(chainSyncProtocol),
    messages: {
      RequestNext: {},
      AwaitReply: {},
      RollForward: { tip },
      RollBackward: { tip },
      FindIntersect: { points: [] },
      IntersectFound: { tip },
      IntersectNotFound: { tip },
      Done: {},
    },
    legal: {
      'Idle RequestNext': 'CanAwait',
      'Idle FindIntersect': 'Intersect',
      'Idle Done': 'Done',
      'CanAwait AwaitReply': 'MustReply',
      'CanAwait RollForward': 'Idle',
      'CanAwait RollBackward': 'Idle',
      'MustReply RollForward': 'Idle',
      'MustReply RollBackward': 'Idle',
      'Intersect IntersectFound': 'Idle',
      'Intersect IntersectNotFound': 'Idle',
    },
  },
  {
    protocol: erase(blockFetchProtocol),
    messages: { RequestRange: {}, ClientDone: {}, StartBatch: {}, NoBlocks: {}, Block: {}, BatchDone: {} },
    legal: {
      'Idle RequestRange': 'Busy',
      'Idle ClientDone': 'Done',
      'Busy StartBatch': 'Streaming',
      'Busy NoBlocks': 'Idle',
      'Streaming Block': 'Streaming',
      'Streaming BatchDone': 'Idle',
    },
  },
  {
    protocol: erase(txSubmissionProtocol),
    messages: {
      Init: {},
      'RequestTxIds blocking': { kind: 'RequestTxIds', blocking: true, ack: 0, req: 1 },
      'RequestTxIds non-blocking': { kind: 'RequestTxIds', blocking: false, ack: 1, req: 0 },
      'RequestTxIds of nothing': { kind: 'RequestTxIds', blocking: false, ack: 0, req: 0 },
      ReplyTxIds: { ids: [{ txId: id, sizeBytes: 1 }] },
      'ReplyTxIds empty': { kind: 'ReplyTxIds', ids: [] },
      RequestTxs: { ids: [id] },
      ReplyTxs: { txs: [] },
      Done: {},
    },
    legal: {
      'Init Init': 'Idle',
      'Idle RequestTxIds blocking': 'TxIdsBlocking',
      'Idle RequestTxIds non-blocking': 'TxIdsNonBlocking',
      'Idle RequestTxs': 'Txs',
      'TxIdsBlocking ReplyTxIds': 'Idle',
      'TxIdsBlocking Done': 'Done',
      'TxIdsNonBlocking ReplyTxIds': 'Idle',
      'TxIdsNonBlocking ReplyTxIds empty': 'Idle',
      'Txs ReplyTxs': 'Idle',
    },
  },
  {
    protocol: erase(keepAliveProtocol),
    messages: { KeepAlive: {}, Response: {}, Done: {} },
    legal: { 'Client KeepAlive': 'Server', 'Client Done': 'Done', 'Server Response': 'Client' },
  },
  {
    protocol: erase(traceObjectProtocol({ layout: 'either', replyBytes: 1 })),
    messages: {
      'Request blocking': { kind: 'Request', blocking: true, count: 1 },
      'Request non-blocking': { kind: 'Request', blocking: false, count: 1 },
      Reply: { objects: [object] },
      'Reply empty': { kind: 'Reply', objects: [] },
      Done: {},
    },
    legal: {
      'Idle Request blocking': 'BusyBlocking',
      'Idle Request non-blocking': 'BusyNonBlocking',
      'Idle Done': 'Done',
      'BusyBlocking Reply': 'Idle',
      'BusyNonBlocking Reply': 'Idle',
      'BusyNonBlocking Reply empty': 'Idle',
    },
  },
  {
    protocol: erase(ekgProtocol({ requestBytes: 1, replyBytes: 1 })),
    messages: { Request: {}, Response: {}, Done: {} },
    legal: { 'Idle Request': 'Busy', 'Idle Done': 'Done', 'Busy Response': 'Idle' },
  },
  {
    protocol: erase(dataPointProtocol({ requestBytes: 1, replyBytes: 1 })),
    messages: { Request: {}, Reply: {}, Done: {} },
    legal: { 'Idle Request': 'Busy', 'Idle Done': 'Done', 'Busy Reply': 'Idle' },
  },
];

for (const { protocol, messages, legal } of tables)
  test(`${protocol.name}: every state takes exactly its messages`, () => {
    const taken: Record<string, string> = {};
    for (const state of Object.keys(protocol.agency))
      for (const [name, fields] of Object.entries(messages)) {
        const message = { kind: name, ...fields } as never;
        try {
          taken[`${state} ${name}`] = protocol.step(state, message);
        } catch (error) {
          assert.deepEqual(
            [(error as { code: string }).code, (error as { protocol: string }).protocol],
            ['WIRE_ILLEGAL_MESSAGE', protocol.name],
          );
        }
      }
    assert.deepEqual(taken, legal);
    for (const next of Object.values(taken)) assert.ok(next in protocol.agency);
  });

function erase<M extends { kind: string }, S extends string>(
  protocol: MiniProtocol<M, S>,
): MiniProtocol<never, string> {
  return protocol as unknown as MiniProtocol<never, string>;
}

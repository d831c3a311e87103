import { type Codec, decode, encode, fromHex } from '@slotbench/cbor';
import { blockFetchCodec } from '../../src/block-fetch/codec.ts';
import type { BlockFetchMessage } from '../../src/block-fetch/messages.ts';
import { chainSyncCodec } from '../../src/chain-sync/codec.ts';
import type { ChainSyncMessage } from '../../src/chain-sync/messages.ts';
import { dataPointCodec } from '../../src/data-point/codec.ts';
import type { DataPointMessage } from '../../src/data-point/messages.ts';
import { ekgCodec } from '../../src/ekg/codec.ts';
import type { EkgMessage } from '../../src/ekg/messages.ts';
import { handshakeCodec } from '../../src/handshake/codec.ts';
import type { HandshakeMessage } from '../../src/handshake/messages.ts';
import { nodeToClientOffer } from '../../src/handshake/node-to-client.ts';
import { nodeToNodeOffer } from '../../src/handshake/node-to-node.ts';
import { keepAliveCodec } from '../../src/keep-alive/codec.ts';
import type { KeepAliveMessage } from '../../src/keep-alive/messages.ts';
import { type LocalChainSyncMessage, localChainSyncCodec } from '../../src/local-chain-sync/codec.ts';
import { localStateQueryCodec } from '../../src/local-state-query/codec.ts';
import type { LocalStateQueryMessage } from '../../src/local-state-query/messages.ts';
import {
  decodeAnswer,
  decodeQuery,
  encodeAnswer,
  encodeQuery,
  type LedgerAnswer,
  type LedgerQuery,
} from '../../src/local-state-query/queries.ts';
import { localTxMonitorCodec } from '../../src/local-tx-monitor/codec.ts';
import type { LocalTxMonitorMessage } from '../../src/local-tx-monitor/messages.ts';
import { localTxSubmissionCodec } from '../../src/local-tx-submission/codec.ts';
import type { LocalTxSubmissionMessage } from '../../src/local-tx-submission/messages.ts';
import { traceObjectCodec } from '../../src/trace-object/codec.ts';
import type { TraceObjectMessage } from '../../src/trace-object/messages.ts';
import { txSubmissionCodec } from '../../src/tx-submission/codec.ts';
import type { TxSubmissionMessage } from '../../src/tx-submission/messages.ts';
import { traceObject } from '../loopback.ts';

/** A decoder, good bytes for it, and the way back. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  decode(bytes: Uint8Array): unknown;
  /** Undefined for what is only ever read. */
  encode(value: unknown): Uint8Array | undefined;
  /** Of a mini-protocol's messages, which also come in pieces. */
  readonly codec?: Codec<unknown>;
}

function messages<M extends object>(name: string, codec: Codec<M>, good: readonly M[]): Target {
  return {
    name,
    seeds: good.map((message) => encode(codec, message)),
    decode: (bytes) => decode(codec, bytes),
    encode: (value) => encode(codec, value as M),
    codec: codec as Codec<unknown>,
  };
}

const hash = '3da9a3b38dce0e87ca4a88f3328caac7a970cf9ac40424cde2b675768d11f11b';
const point = { kind: 'block', slot: 300, hash } as const;
const origin = { kind: 'origin' } as const;
const tip = { point, blockNo: 24 };
const start = { point: origin, blockNo: 0 };
const id = { era: 6, id: hash };
const tx = { era: 6, bytes: fromHex('84a300d90102818258207f7a9cb000a200581d600a011a004c4b40a0f5f6') };

const nodeToNode = nodeToNodeOffer({ magic: 42, initiatorOnly: true, peerSharing: false, query: false });
const nodeToClient = nodeToClientOffer({ magic: 42, query: false });

function handshake<D extends object>(
  name: string,
  offer: {
    readonly scheme: { readonly codec: Codec<D> };
    readonly versions: readonly number[];
    readonly data: D;
  },
): readonly Target[] {
  const data = encode(offer.scheme.codec, offer.data);
  const versions = offer.versions.map((version) => ({ version, data }));
  const version = versions.at(-1)!.version;
  const good: HandshakeMessage[] = [
    { kind: 'ProposeVersions', versions },
    { kind: 'AcceptVersion', version, data },
    { kind: 'QueryReply', versions },
    { kind: 'Refuse', reason: { kind: 'VersionMismatch', versions: [1, 2, 3] } },
    { kind: 'Refuse', reason: { kind: 'HandshakeDecodeError', version, text: 'no' } },
    { kind: 'Refuse', reason: { kind: 'Refused', version, text: 'another magic, é' } },
  ];
  return [
    messages(`handshake of ${name}`, handshakeCodec(offer.versions), good),
    messages(`version data of ${name}`, offer.scheme.codec, [offer.data]),
  ];
}

const chainSync: ChainSyncMessage[] = [
  { kind: 'RequestNext' },
  { kind: 'AwaitReply' },
  { kind: 'RollForward', header: { era: 6, bytes: fromHex('820102') }, tip },
  { kind: 'RollBackward', point, tip },
  { kind: 'FindIntersect', points: [point, point, origin] },
  { kind: 'IntersectFound', point, tip },
  { kind: 'IntersectNotFound', tip: start },
  { kind: 'Done' },
];
const blockFetch: BlockFetchMessage[] = [
  { kind: 'RequestRange', from: origin, to: point },
  { kind: 'ClientDone' },
  { kind: 'StartBatch' },
  { kind: 'NoBlocks' },
  { kind: 'Block', bytes: fromHex('82078402030405') },
  { kind: 'BatchDone' },
];
const txSubmission: TxSubmissionMessage[] = [
  { kind: 'Init' },
  { kind: 'RequestTxIds', blocking: true, ack: 0, req: 3 },
  {
    kind: 'ReplyTxIds',
    ids: [
      { txId: id, sizeBytes: 300 },
      { txId: id, sizeBytes: 70_000 },
    ],
  },
  { kind: 'RequestTxs', ids: [id, id] },
  { kind: 'ReplyTxs', txs: [tx, tx] },
  { kind: 'Done' },
];
const keepAlive: KeepAliveMessage[] = [
  { kind: 'KeepAlive', cookie: 0xffff },
  { kind: 'Response', cookie: 5 },
  { kind: 'Done' },
];
const localChainSync: LocalChainSyncMessage[] = [
  { kind: 'RequestNext' },
  { kind: 'RollForward', block: fromHex('82078402030405'), tip },
  { kind: 'RollBackward', point, tip },
  { kind: 'FindIntersect', points: [point, origin] },
];
const localTxSubmission: LocalTxSubmissionMessage[] = [
  { kind: 'SubmitTx', ...tx },
  { kind: 'AcceptTx' },
  { kind: 'RejectTx', reason: fromHex('820682626e6f81a10203') },
  { kind: 'Done' },
];
const localTxMonitor: LocalTxMonitorMessage[] = [
  { kind: 'Acquire' },
  { kind: 'Acquired', slot: 300 },
  { kind: 'Release' },
  { kind: 'NextTx' },
  { kind: 'ReplyNextTx', tx: undefined },
  { kind: 'ReplyNextTx', tx },
  { kind: 'HasTx', ...id },
  { kind: 'ReplyHasTx', has: true },
  { kind: 'GetSizes' },
  { kind: 'ReplyGetSizes', capacityBytes: 180_224, sizeBytes: 381, txCount: 1 },
  { kind: 'Done' },
];
const localStateQuery: LocalStateQueryMessage[] = [
  { kind: 'Acquire', target: point },
  { kind: 'Acquire', target: { kind: 'volatileTip' } },
  { kind: 'Acquired' },
  { kind: 'Failure', failure: 'PointTooOld' },
  { kind: 'Query', query: encodeQuery({ kind: 'protocolParameters' }) },
  { kind: 'Result', result: fromHex('81a10203') },
  { kind: 'ReAcquire', target: { kind: 'immutableTip' } },
  { kind: 'Release' },
  { kind: 'Done' },
];
const queries: LedgerQuery[] = [
  { kind: 'systemStart' },
  { kind: 'chainBlockNo' },
  { kind: 'chainPoint' },
  { kind: 'currentEra' },
  { kind: 'epochNo' },
  { kind: 'protocolParameters' },
  { kind: 'utxoByAddress', addresses: ['60aa', '60bbcc'] },
];
const answers: LedgerAnswer[] = [
  { kind: 'systemStart', systemStartMs: Date.UTC(2026, 0, 1, 0, 0, 1) },
  { kind: 'chainBlockNo', blockNo: 24 },
  { kind: 'chainPoint', point },
  { kind: 'currentEra', era: 6 },
  { kind: 'epochNo', epoch: 10 },
  { kind: 'protocolParameters', parameters: fromHex('83010218ff') },
  { kind: 'utxoByAddress', outputs: [{ txId: hash, index: 2, output: fromHex('a200410101820203') }] },
];
const ekg: EkgMessage[] = [
  { kind: 'Request', request: { kind: 'some', names: ['a', 'b'] } },
  { kind: 'Request', request: { kind: 'updated' } },
  {
    kind: 'Response',
    metrics: [
      { name: 'a', value: { kind: 'gauge', value: -1n } },
      { name: 'b', value: { kind: 'counter', value: 2n ** 62n } },
      { name: 'c', value: { kind: 'label', value: '{x="é"} 1' } },
    ],
  },
  { kind: 'Done' },
];
const dataPoint: DataPointMessage[] = [
  { kind: 'Request', names: ['NodeInfo', 'Nope'] },
  {
    kind: 'Reply',
    points: [
      { name: 'NodeInfo', value: new TextEncoder().encode('{"niName":"node-1"}') },
      { name: 'Nope', value: undefined },
    ],
  },
];
const traceObjects: TraceObjectMessage[] = [
  { kind: 'Request', blocking: true, count: 100 },
  { kind: 'Reply', objects: [traceObject(1), traceObject(2, 90)] },
  { kind: 'Done' },
];

/** Every decoder of what crosses a socket. */
export const targets: readonly Target[] = [
  ...handshake('node-to-node', nodeToNode),
  ...handshake('node-to-client', nodeToClient),
  messages('chain-sync', chainSyncCodec, chainSync),
  messages('block-fetch', blockFetchCodec, blockFetch),
  messages('tx-submission', txSubmissionCodec, txSubmission),
  messages('keep-alive', keepAliveCodec, keepAlive),
  messages('local chain-sync', localChainSyncCodec, localChainSync),
  messages('local-tx-submission', localTxSubmissionCodec, localTxSubmission),
  messages('local-tx-monitor', localTxMonitorCodec, localTxMonitor),
  messages('local-state-query', localStateQueryCodec, localStateQuery),
  {
    name: 'query',
    seeds: queries.map(encodeQuery),
    decode: decodeQuery,
    // A query for another era is answered as such and never sent.
    encode: (value) =>
      (value as { kind: string }).kind === 'otherEra' ? undefined : encodeQuery(value as LedgerQuery),
  },
  ...answers.map(
    (answer): Target => ({
      name: `answer to ${answer.kind}`,
      seeds: [encodeAnswer(answer)],
      decode: (bytes) => decodeAnswer(answer.kind, bytes),
      encode: (value) => encodeAnswer(value as LedgerAnswer),
    }),
  ),
  messages('metrics', ekgCodec, ekg),
  messages('data points', dataPointCodec, dataPoint),
  messages('trace objects', traceObjectCodec('current'), traceObjects),
  messages('legacy trace objects', traceObjectCodec('legacy'), traceObjects),
];

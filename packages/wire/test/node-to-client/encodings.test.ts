import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Codec, decode, encode, fromHex, toHex } from '@slotbench/cbor';
import { type LocalChainSyncMessage, localChainSyncCodec } from '../../src/local-chain-sync/codec.ts';
import { localChainSyncProtocol } from '../../src/local-chain-sync/state.ts';
import { localStateQueryCodec } from '../../src/local-state-query/codec.ts';
import type { LocalStateQueryMessage } from '../../src/local-state-query/messages.ts';
import {
  decodeAnswer,
  decodeQuery,
  encodeAnswer,
  encodeMismatch,
  encodeQuery,
  type LedgerAnswer,
  type LedgerQuery,
} from '../../src/local-state-query/queries.ts';
import { localStateQueryProtocol } from '../../src/local-state-query/state.ts';
import { localTxMonitorCodec } from '../../src/local-tx-monitor/codec.ts';
import type { LocalTxMonitorMessage } from '../../src/local-tx-monitor/messages.ts';
import { localTxMonitorProtocol } from '../../src/local-tx-monitor/state.ts';
import { localTxSubmissionCodec } from '../../src/local-tx-submission/codec.ts';
import type { LocalTxSubmissionMessage } from '../../src/local-tx-submission/messages.ts';
import { localTxSubmissionProtocol } from '../../src/local-tx-submission/state.ts';
import { openNodeToClient } from '../../src/node-to-client.ts';
import { socketPair } from '../loopback.ts';
import { sharedJson } from '../vectors.ts';

const hash = '3da9a3b38dce0e87ca4a88f3328caac7a970cf9ac40424cde2b675768d11f11b';
const point = { kind: 'block', slot: 300, hash } as const;
const tip = { point, blockNo: 24 };
const p = `8219012c5820${hash}`;

/** Bytes by hand from the CDDL. */
const submission: [LocalTxSubmissionMessage, string][] = [
  [{ kind: 'SubmitTx', era: 6, bytes: fromHex('84a0a0f5f6') }, '82008206d8184584a0a0f5f6'],
  [{ kind: 'AcceptTx' }, '8101'],
  [{ kind: 'RejectTx', reason: fromHex('820602') }, '8202820602'],
  [{ kind: 'Done' }, '8103'],
];
const monitor: [LocalTxMonitorMessage, string][] = [
  [{ kind: 'Done' }, '8100'],
  [{ kind: 'Acquire' }, '8101'],
  [{ kind: 'Acquired', slot: 300 }, '820219012c'],
  [{ kind: 'Release' }, '8103'],
  [{ kind: 'NextTx' }, '8105'],
  [{ kind: 'ReplyNextTx', tx: undefined }, '8106'],
  [{ kind: 'ReplyNextTx', tx: { era: 6, bytes: fromHex('80') } }, '82068206d8184180'],
  [{ kind: 'HasTx', era: 6, id: hash }, `820782065820${hash}`],
  [{ kind: 'ReplyHasTx', has: true }, '8208f5'],
  [{ kind: 'GetSizes' }, '8109'],
  [{ kind: 'ReplyGetSizes', capacityBytes: 180_224, sizeBytes: 381, txCount: 1 }, '820a831a0002c00019017d01'],
];
const query: [LocalStateQueryMessage, string][] = [
  [{ kind: 'Acquire', target: point }, `8200${p}`],
  [{ kind: 'Acquire', target: { kind: 'origin' } }, '820080'],
  [{ kind: 'Acquire', target: { kind: 'volatileTip' } }, '8108'],
  [{ kind: 'Acquire', target: { kind: 'immutableTip' } }, '810a'],
  [{ kind: 'Acquired' }, '8101'],
  [{ kind: 'Failure', failure: 'PointTooOld' }, '820200'],
  [{ kind: 'Failure', failure: 'PointNotOnChain' }, '820201'],
  [{ kind: 'Query', query: fromHex('8101') }, '82038101'],
  [{ kind: 'Result', result: fromHex('810a') }, '8204810a'],
  [{ kind: 'Release' }, '8105'],
  [{ kind: 'ReAcquire', target: point }, `8206${p}`],
  [{ kind: 'ReAcquire', target: { kind: 'volatileTip' } }, '8109'],
  [{ kind: 'ReAcquire', target: { kind: 'immutableTip' } }, '810b'],
  [{ kind: 'Done' }, '8107'],
];
const chainSync: [LocalChainSyncMessage, string][] = [
  [{ kind: 'RequestNext' }, '8100'],
  [{ kind: 'RollForward', block: fromHex('820780'), tip }, `8302d8184382078082${p}1818`],
  [{ kind: 'RollBackward', point, tip }, `8303${p}82${p}1818`],
];

roundTrip('local-tx-submission', localTxSubmissionCodec, submission);
roundTrip('local-tx-monitor', localTxMonitorCodec, monitor);
roundTrip('local-state-query', localStateQueryCodec, query);
roundTrip('local chain-sync', localChainSyncCodec, chainSync);

function roundTrip<M extends { kind: string }>(name: string, codec: Codec<M>, table: [M, string][]): void {
  for (const [message, hex] of table)
    test(`${name}: ${message.kind} is ${hex.slice(0, 24)}`, () => {
      assert.equal(toHex(encode(codec, message)), hex);
      assert.deepEqual(decode(codec, fromHex(hex)), message);
      for (let cut = 2; cut < hex.length; cut += 2)
        assert.throws(() => decode(codec, fromHex(hex.slice(0, cut))), { name: 'CborError' });
    });
  test(`${name}: refuses other keys and lengths`, () => {
    for (const hex of ['8118ff', '80', '83030000', '9f03ff', 'a0'])
      assert.throws(() => decode(codec, fromHex(hex)), { name: 'CborError' }, hex);
  });
}

/** Query and the bytes that cardano-cli sends for it. */
const queries: [LedgerQuery, string][] = [
  [{ kind: 'systemStart' }, '8101'],
  [{ kind: 'chainBlockNo' }, '8102'],
  [{ kind: 'chainPoint' }, '8103'],
  [{ kind: 'currentEra' }, '820082028101'],
  [{ kind: 'epochNo' }, '8200820082068101'],
  [{ kind: 'protocolParameters' }, '8200820082068103'],
  [{ kind: 'utxoByAddress', addresses: ['60aa'] }, '8200820082068206d90102814260aa'],
];
for (const [asked, hex] of queries)
  test(`query ${asked.kind} is ${hex}`, () => {
    assert.equal(toHex(encodeQuery(asked)), hex);
    assert.deepEqual(decodeQuery(fromHex(hex)), asked);
  });

const answers: [LedgerAnswer, string][] = [
  [{ kind: 'systemStart', systemStartMs: Date.UTC(2026, 0, 1, 0, 0, 1) }, '831907ea011b000000e8d4a51000'],
  [{ kind: 'chainBlockNo', blockNo: undefined }, '8100'],
  [{ kind: 'chainBlockNo', blockNo: 24 }, '82011818'],
  [{ kind: 'chainPoint', point }, p],
  [{ kind: 'currentEra', era: 6 }, '06'],
  [{ kind: 'epochNo', epoch: 10 }, '810a'],
  [{ kind: 'protocolParameters', parameters: fromHex('820102') }, '81820102'],
  [
    { kind: 'utxoByAddress', outputs: [{ txId: hash, index: 2, output: fromHex('a0') }] },
    `81a1825820${hash}02a0`,
  ],
];
for (const [answer, hex] of answers)
  test(`answer ${answer.kind} is ${hex.slice(0, 32)}`, () => {
    assert.equal(toHex(encodeAnswer(answer)), hex);
    assert.deepEqual(decodeAnswer(answer.kind, fromHex(hex)), answer);
  });

for (const hex of ['810b', '820182068101', '8200820182068101', '820082008206810b', '80'])
  test(`the query ${hex} is not known`, () => {
    assert.throws(() => decodeQuery(fromHex(hex)), { name: 'CborError' });
  });

const golden = sharedJson('consensus-golden.json');
const skip = golden === undefined && 'the shared golden encodings are not at hand';
const goldenOf = (name: string): string =>
  (golden as { files: Record<string, string> }).files[
    `cardano/QueryVersion3/CardanoNodeToClientVersion19/${name}`
  ]!;

test('golden queries and answers of ouroboros-consensus', { skip }, () => {
  // The golden files hold block queries: on the wire `[0, ...]` stands around them.
  assert.equal(toHex(encodeQuery({ kind: 'epochNo' })), `8200${goldenOf('Query_Conway_GetEpochNo')}`);
  const parameters = encodeQuery({ kind: 'protocolParameters' });
  assert.equal(toHex(parameters), `8200${goldenOf('Query_Conway_GetCurrentPParams')}`);
  assert.equal(decodeAnswer('epochNo', fromHex(goldenOf('Result_Conway_EpochNo'))).epoch, 10);
  const answer = decodeAnswer('protocolParameters', fromHex(goldenOf('Result_Conway_EmptyPParams')));
  assert.equal(toHex(encodeAnswer(answer)), goldenOf('Result_Conway_EmptyPParams'));
  assert.deepEqual(decodeQuery(fromHex(`8200${goldenOf('Query_Babbage_GetEpochNo')}`)), {
    kind: 'otherEra',
    era: 5,
  });
  const mismatch = toHex(encodeMismatch(1));
  assert.equal(
    mismatch.slice(0, 20),
    goldenOf('Result_EraMismatchByron').slice(0, 20),
    'the asked era first',
  );
});

test('states: who may say what', () => {
  type Step = (state: string, message: { kind: string }) => string;
  const walk = (step: unknown, start: string, kinds: string[]): string =>
    kinds.reduce((state, kind) => (step as Step)(state, { kind }), start);
  assert.equal(
    walk(localTxSubmissionProtocol.step, 'Idle', ['SubmitTx', 'RejectTx', 'SubmitTx', 'AcceptTx', 'Done']),
    'Done',
  );
  assert.equal(
    walk(localTxMonitorProtocol.step, 'Idle', [
      'Acquire',
      'Acquired',
      'NextTx',
      'ReplyNextTx',
      'HasTx',
      'ReplyHasTx',
      'GetSizes',
      'ReplyGetSizes',
      'Acquire',
      'Acquired',
      'Release',
      'Done',
    ]),
    'Done',
  );
  assert.equal(
    walk(localStateQueryProtocol.step, 'Idle', [
      'Acquire',
      'Failure',
      'Acquire',
      'Acquired',
      'Query',
      'Result',
      'ReAcquire',
      'Acquired',
      'Release',
      'Done',
    ]),
    'Done',
  );
  assert.equal(
    walk(localChainSyncProtocol.step, 'Idle', ['RequestNext', 'AwaitReply', 'RollForward', 'Done']),
    'Done',
  );
  for (const [step, state, kind] of [
    [localTxSubmissionProtocol.step, 'Busy', 'SubmitTx'],
    [localTxMonitorProtocol.step, 'Idle', 'NextTx'],
    [localStateQueryProtocol.step, 'Idle', 'Query'],
    [localChainSyncProtocol.step, 'Idle', 'RollForward'],
  ] as const)
    assert.throws(() => (step as (s: string, m: object) => string)(state, { kind }), {
      code: 'WIRE_ILLEGAL_MESSAGE',
    });
});

test('both sides agree on the greatest version, and on none with another magic', async (t) => {
  const good = await socketPair(t);
  const [client, server] = await Promise.all([
    openNodeToClient(good.initiator, { side: 'initiator', magic: 42 }),
    openNodeToClient(good.responder, { side: 'responder', magic: 42 }),
  ]);
  assert.deepEqual([client.version, server.version], [20, 20]);
  await client.stateQuery.send({ kind: 'Acquire', target: { kind: 'volatileTip' } });
  assert.deepEqual(await server.stateQuery.receive(), { kind: 'Acquire', target: { kind: 'volatileTip' } });
  // Longer than an SDU, and than what node-to-node lets wait.
  const result = new Uint8Array(
    Buffer.concat([Buffer.from('5a00989680', 'hex'), Buffer.alloc(10_000_000, 7)]),
  );
  await server.stateQuery.send({ kind: 'Acquired' });
  assert.equal((await client.stateQuery.receive()).kind, 'Acquired');
  await client.stateQuery.send({ kind: 'Query', query: fromHex('8101') });
  assert.equal((await server.stateQuery.receive()).kind, 'Query');
  const sent = server.stateQuery.send({ kind: 'Result', result });
  const received = await client.stateQuery.receive();
  assert.ok(received.kind === 'Result' && received.result.length === result.length);
  await sent;
  client.close();

  const bad = await socketPair(t);
  const refused = await Promise.allSettled([
    openNodeToClient(bad.initiator, { side: 'initiator', magic: 42 }),
    openNodeToClient(bad.responder, { side: 'responder', magic: 1 }),
  ]);
  for (const { status } of refused) assert.equal(status, 'rejected');
});

test('a message beyond the limit ends the connection', async (t) => {
  const { initiator, responder } = await socketPair(t);
  const [client, server] = await Promise.all([
    openNodeToClient(initiator, { side: 'initiator', magic: 42 }),
    openNodeToClient(responder, { side: 'responder', magic: 42 }),
  ]);
  const sending = client.txSubmission.send({ kind: 'SubmitTx', era: 6, bytes: new Uint8Array(70_000) });
  await assert.rejects(server.txSubmission.receive(), { code: 'WIRE_TOO_LARGE' });
  await sending.catch(() => {});
  await client.ended;
});

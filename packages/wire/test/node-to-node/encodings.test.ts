import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Codec, decode, encode, Framer, fromHex, Reader, toHex, Writer } from '@slotbench/cbor';
import { blockFetchCodec } from '../../src/block-fetch/codec.ts';
import type { BlockFetchMessage } from '../../src/block-fetch/messages.ts';
import { chainSyncCodec, readHeader, writeHeader } from '../../src/chain-sync/codec.ts';
import type { ChainSyncMessage } from '../../src/chain-sync/messages.ts';
import { keepAliveCodec } from '../../src/keep-alive/codec.ts';
import type { KeepAliveMessage } from '../../src/keep-alive/messages.ts';
import { SduReader } from '../../src/mux/sdu.ts';
import { txSubmissionCodec } from '../../src/tx-submission/codec.ts';
import type { TxSubmissionMessage } from '../../src/tx-submission/messages.ts';
import { sharedJson } from '../vectors.ts';

const hash = '3da9a3b38dce0e87ca4a88f3328caac7a970cf9ac40424cde2b675768d11f11b';
const point = { kind: 'block', slot: 300, hash } as const;
const origin = { kind: 'origin' } as const;
const tip = { point, blockNo: 24 };
const start = { point: origin, blockNo: 0 };
const p = `8219012c5820${hash}`;
const id = { era: 6, id: hash };
const bytes = (hex: string) => fromHex(hex);

/** Bytes by hand from the CDDL and §11.2; which lists are definite is the codec's rule, not the CDDL's. */
const chainSync: [ChainSyncMessage, string][] = [
  [{ kind: 'RequestNext' }, '8100'],
  [{ kind: 'AwaitReply' }, '8101'],
  [
    { kind: 'RollForward', header: { era: 6, bytes: bytes('820102') }, tip },
    `83028206d8184382010282${p}1818`,
  ],
  [{ kind: 'RollBackward', point: origin, tip: start }, '830380828000'],
  [{ kind: 'RollBackward', point, tip }, `8303${p}82${p}1818`],
  [{ kind: 'FindIntersect', points: [] }, '820480'],
  [{ kind: 'FindIntersect', points: [point, origin] }, `82049f${p}80ff`],
  [{ kind: 'IntersectFound', point, tip }, `8305${p}82${p}1818`],
  [{ kind: 'IntersectNotFound', tip: start }, '8206828000'],
  [{ kind: 'Done' }, '8107'],
];
const blockFetch: [BlockFetchMessage, string][] = [
  [{ kind: 'RequestRange', from: origin, to: point }, `830080${p}`],
  [{ kind: 'ClientDone' }, '8101'],
  [{ kind: 'StartBatch' }, '8102'],
  [{ kind: 'NoBlocks' }, '8103'],
  [{ kind: 'Block', bytes: bytes('820780') }, '8204d81843820780'],
  [{ kind: 'BatchDone' }, '8105'],
];
const txSubmission: [TxSubmissionMessage, string][] = [
  [{ kind: 'Init' }, '8106'],
  [{ kind: 'RequestTxIds', blocking: true, ack: 0, req: 3 }, '8400f50003'],
  [{ kind: 'RequestTxIds', blocking: false, ack: 65535, req: 0 }, '8400f419ffff00'],
  [{ kind: 'ReplyTxIds', ids: [] }, '82019fff'],
  [{ kind: 'ReplyTxIds', ids: [{ txId: id, sizeBytes: 300 }] }, `82019f8282065820${hash}19012cff`],
  [{ kind: 'RequestTxs', ids: [] }, '82029fff'],
  [{ kind: 'RequestTxs', ids: [id] }, `82029f82065820${hash}ff`],
  [{ kind: 'ReplyTxs', txs: [{ era: 6, bytes: bytes('8400') }] }, '82039f8206d818428400ff'],
  [{ kind: 'ReplyTxs', txs: [] }, '82039fff'],
  [{ kind: 'Done' }, '8104'],
];
const keepAlive: [KeepAliveMessage, string][] = [
  [{ kind: 'KeepAlive', cookie: 0xffff }, '820019ffff'],
  [{ kind: 'Response', cookie: 5 }, '820105'],
  [{ kind: 'Done' }, '8102'],
];

function roundTrips<M extends { kind: string }>(name: string, codec: Codec<M>, table: [M, string][]): void {
  for (const [message, hex] of table)
    test(`${name} ${message.kind} is ${hex.slice(0, 40)}`, () => {
      assert.equal(toHex(encode(codec, message)), hex);
      assert.deepEqual(decode(codec, fromHex(hex)), message);
    });
}
roundTrips('chain-sync', chainSyncCodec, chainSync);
roundTrips('block-fetch', blockFetchCodec, blockFetch);
roundTrips('tx-submission', txSubmissionCodec, txSubmission);
roundTrips('keep-alive', keepAliveCodec, keepAlive);

test('points of an intersection may come as a definite list', () => {
  assert.deepEqual(decode(chainSyncCodec, fromHex(`820482${p}80`)), {
    kind: 'FindIntersect',
    points: [point, origin],
  });
});

const rejected: [codec: Codec<unknown>, why: string, hex: string][] = [
  [chainSyncCodec, 'indefinite message', '9f00ff'],
  [chainSyncCodec, 'unknown key', '8108'],
  [chainSyncCodec, 'another length', '820000'],
  [chainSyncCodec, 'a point of one element', `830381${p.slice(2, 8)}82${p}1818`],
  [chainSyncCodec, 'a hash of 31 bytes', `820481821901 2c581f${hash.slice(2)}`.replaceAll(' ', '')],
  [chainSyncCodec, 'a header without tag 24', '8302820640828000'],
  [chainSyncCodec, 'a negative slot', `8304 81 82 20 5820${hash}`.replaceAll(' ', '')],
  [blockFetchCodec, 'a block without tag 24', '820443820780'],
  [blockFetchCodec, 'unknown key', '8106'],
  [txSubmissionCodec, 'a definite list of ids', `8202818206 5820${hash}`.replaceAll(' ', '')],
  [txSubmissionCodec, 'a definite list of ids and sizes', `8201818282065820${hash}00`],
  [txSubmissionCodec, 'a definite list of transactions', '8203818206d818428400'],
  [txSubmissionCodec, 'key 5', '8105'],
  [txSubmissionCodec, 'more than 16 bits', '8400f5001a00010000'],
  [txSubmissionCodec, 'a flag that is no bool', '840001 0003'.replaceAll(' ', '')],
  [keepAliveCodec, 'a cookie above 16 bits', '82001a00010000'],
];
for (const [codec, why, hex] of rejected)
  test(`refused: ${why} (${hex.slice(0, 24)})`, () => {
    assert.throws(() => decode(codec, fromHex(hex)), { name: 'CborError' });
  });

const golden = sharedJson('consensus-golden.json') as { files: Record<string, string> } | undefined;
const skipGolden = golden === undefined && 'needs ../shared/data/forwarding/consensus-golden.json';
const ERAS = { Shelley: 1, Allegra: 2, Mary: 3, Alonzo: 4, Babbage: 5, Conway: 6, Dijkstra: 7 };

for (const [name, era] of Object.entries(ERAS))
  test(`golden ${name}: header, block, transaction and id of ouroboros-consensus`, {
    skip: skipGolden,
  }, () => {
    const file = (kind: string) => {
      const hex = golden?.files[`cardano/CardanoNodeToNodeVersion2/${kind}_${name}`];
      assert.ok(hex, kind);
      return hex;
    };
    for (const kind of ['Header', 'SerialisedHeader']) {
      const header = readHeader(new Reader(fromHex(file(kind))));
      assert.equal(header.era, era, 'eras of headers: shelley 1');
      const writer = new Writer();
      writeHeader(writer, header);
      assert.equal(toHex(writer.finish()), file(kind));
    }
    for (const kind of ['Block', 'SerialisedBlock']) {
      const message = decode(blockFetchCodec, fromHex(`8204${file(kind)}`));
      assert.ok(message.kind === 'Block');
      assert.equal(toHex(encode(blockFetchCodec, message)), `8204${file(kind)}`);
      if (kind === 'Block')
        assert.deepEqual([...message.bytes.subarray(0, 2)], [0x82, era + 1], 'eras of blocks: shelley 2');
    }
    const txs = decode(txSubmissionCodec, fromHex(`82039f${file('GenTx')}ff`));
    assert.ok(txs.kind === 'ReplyTxs' && txs.txs[0]?.era === era);
    assert.equal(toHex(encode(txSubmissionCodec, txs)), `82039f${file('GenTx')}ff`);
    const ids = decode(txSubmissionCodec, fromHex(`82029f${file('GenTxId')}ff`));
    assert.ok(ids.kind === 'RequestTxs' && ids.ids[0]?.era === era);
    assert.equal(toHex(encode(txSubmissionCodec, ids)), `82029f${file('GenTxId')}ff`);
  });

test('golden Byron headers are refused by name', { skip: skipGolden }, () => {
  for (const kind of ['Header_Byron_regular', 'Header_Byron_EBB']) {
    const hex = golden?.files[`cardano/CardanoNodeToNodeVersion2/${kind}`] ?? '';
    assert.throws(() => readHeader(new Reader(fromHex(hex))), /a Byron header/);
  }
});

const recorded = sharedJson('n2n-ts-lib-fixtures.json') as
  | { fixtures: { file: string; hex: string[] }[] }
  | undefined;
const skipRecorded = recorded === undefined && 'needs ../shared/data/forwarding/n2n-ts-lib-fixtures.json';
const fixture = (name: string) => recorded?.fixtures.find(({ file }) => file.endsWith(name))?.hex ?? [];

test('blocks that a public node sent are read from its stream, and written the same', {
  skip: skipRecorded,
}, () => {
  const [hex = ''] = fixture('blockFetch.tenBlocks.test.ts');
  const items = new Framer().push(fromHex(hex));
  const messages = items.map((item) => decode(blockFetchCodec, item));
  assert.equal(messages[0]?.kind, 'StartBatch');
  assert.equal(messages.filter(({ kind }) => kind === 'Block').length, 10);
  for (const [i, message] of messages.entries())
    assert.equal(toHex(encode(blockFetchCodec, message)), toHex(items[i] ?? new Uint8Array()));
});

test('SDUs of a public node that were cut by its TCP chunks are taken apart', { skip: skipRecorded }, () => {
  const stream = fixture('multiplexerMessage.test.ts').map(fromHex);
  assert.equal(stream.length, 2);
  const framer = new Framer();
  const kinds: string[] = [];
  const sink = {
    header: (protocol: number, fromResponder: boolean) =>
      assert.deepEqual([protocol, fromResponder], [3, true]),
    payload(piece: Uint8Array) {
      for (const item of framer.push(piece)) kinds.push(decode(blockFetchCodec, item).kind);
    },
  };
  const reader = new SduReader();
  for (const chunk of stream) reader.push(chunk, sink);
  assert.deepEqual(kinds.slice(0, 2), ['StartBatch', 'Block']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, blockBody } from '../../src/block/block.ts';
import type { Header } from '../../src/praos/header.ts';
import { buildTx } from '../../src/transaction/build.ts';
import { type Tx, type TxOut, txInKey } from '../../src/transaction/transaction.ts';
import { applyBlock, type BlockUndo, type LedgerState, undoBlock } from '../../src/utxo/ledger-state.ts';
import { overlayUtxo } from '../../src/utxo/overlay.ts';
import { validateTx } from '../../src/utxo/validate-tx.ts';
import { createVerifiedTxs } from '../../src/utxo/verified-txs.ts';
import {
  allBlocks,
  block,
  doubleSpend,
  firstBlocks,
  ledgerAtStart,
  parameters,
  type RecordedBlock,
} from '../recorded-ledger.ts';
import { addressOf, keyHash, seed, txOut } from './value-tx.ts';

function applyAll(state: LedgerState, blocks: readonly RecordedBlock[]): BlockUndo[] {
  return blocks.map((recorded) => {
    const { undo, failure } = applyBlock(state, block(recorded));
    assert.equal(failure, undefined);
    return undo!;
  });
}

test('the first 60 blocks of a recorded chain apply, and undo to the start', () => {
  const state = ledgerAtStart();
  const start = { utxo: new Map(state.utxo), tip: state.tip };
  const undos = applyAll(state, firstBlocks);
  assert.equal(state.tip?.hash, firstBlocks.at(-1)!.hash);
  // 40 transactions spend one output and make two each.
  assert.equal(state.utxo.size, start.utxo.size + 40);
  for (const undo of undos.reverse()) undoBlock(state, undo);
  assert.deepEqual(state.utxo, start.utxo);
  assert.deepEqual(state.tip, start.tip);
});

test('all 600 blocks apply', (t) => {
  const blocks = allBlocks();
  if (blocks === undefined) return t.skip('the shared praos-chain data is not at hand');
  const state = ledgerAtStart();
  applyAll(state, blocks);
  assert.equal(state.tip?.hash, blocks.at(-1)!.hash);
});

test('a block that spends an input again is refused and changes nothing', () => {
  const state = ledgerAtStart();
  applyAll(state, firstBlocks.slice(0, 20));
  const before = { utxo: new Map(state.utxo), tip: state.tip };
  const { undo, failure } = applyBlock(state, block(doubleSpend));
  assert.equal(undo, undefined);
  assert.ok(failure?.code === 'LedgerFailure');
  assert.equal(failure.failure.code, 'BadInputsUTxO');
  assert.deepEqual({ utxo: state.utxo, tip: state.tip }, before);
  applyAll(state, firstBlocks.slice(20));
});

/** Only what the ledger looks at: headers have their own tests. */
function blockOf(state: LedgerState, txs: readonly Tx[], change: Partial<Header> = {}): Block {
  const { sizeBytes, bodyHash } = blockBody(txs);
  const blockNo = (state.tip?.blockNo ?? -1) + 1;
  const header = {
    slot: blockNo * 3,
    blockNo,
    prevHash: state.tip?.hash,
    hash: `block ${blockNo} of ${bodyHash}`,
    bodySize: sizeBytes,
    bodyHash,
    ...change,
  } as Header;
  return { header, txs, bytes: new Uint8Array(0), sizeBytes, bodyHash };
}

function ledgerWith(utxo: readonly (readonly [string, TxOut])[]): LedgerState {
  return { utxo: new Map(utxo), tip: undefined, protocolParameters: parameters, networkId: 0 };
}

const source = { txId: 'cc'.repeat(32), index: 0 };
const oneFund = () => ledgerWith([[txInKey(source), txOut(addressOf(1), 10_000_000n)]]);
const spend = buildTx({
  inputs: [source],
  outputs: [{ address: addressOf(1), lovelace: 9_800_000n }],
  fee: 200_000n,
  signers: [seed(1)],
});
const spendThat = buildTx({
  inputs: [{ txId: spend.id, index: 0 }],
  outputs: [{ address: addressOf(1), lovelace: 9_600_000n }],
  fee: 200_000n,
  signers: [seed(1)],
});

const size = blockBody([spend]).sizeBytes;
const hash = blockBody([spend]).bodyHash;
const blockCases: readonly { name: string; change: Partial<Header>; maxBody?: number; failure: unknown }[] = [
  {
    name: 'does not follow the tip',
    change: { prevHash: 'ff' },
    failure: { code: 'BlockNotOnTip', tip: undefined, prevHash: 'ff' },
  },
  {
    name: 'has another size than its header says',
    change: { bodySize: size + 1 },
    failure: { code: 'WrongBlockBodySizeBBODY', header: size + 1, actual: size },
  },
  {
    name: 'has another body than its header says',
    change: { bodyHash: '00' },
    failure: { code: 'InvalidBodyHashBBODY', header: '00', actual: hash },
  },
  {
    name: 'is larger than allowed',
    change: {},
    maxBody: size - 1,
    failure: { code: 'MaxBlockBodySize', sizeBytes: size, maxBytes: size - 1 },
  },
];
for (const { name, change, maxBody = size, failure } of blockCases)
  test(`refuses a block that ${name}`, () => {
    const state = { ...oneFund(), protocolParameters: { ...parameters, maxBlockBodySize: maxBody } };
    assert.deepEqual(applyBlock(state, blockOf(state, [spend], change)).failure, failure);
    assert.equal(state.tip, undefined);
  });

test('transactions of a block see the ones before them, in order', () => {
  const state = oneFund();
  const start = new Map(state.utxo);
  const backwards = applyBlock(state, blockOf(state, [spendThat, spend])).failure;
  assert.ok(backwards?.code === 'LedgerFailure');
  assert.equal(backwards.tx, 0);
  assert.equal(backwards.txId, spendThat.id);
  const twice = applyBlock(state, blockOf(state, [spend, spendThat, spend])).failure;
  assert.ok(twice?.code === 'LedgerFailure');
  assert.equal(twice.tx, 2);
  assert.deepEqual(state.utxo, start, 'what came before the failure is taken back');

  const { undo } = applyBlock(state, blockOf(state, [spend, spendThat]));
  assert.deepEqual([...state.utxo.keys()], [`${spendThat.id}#0`]);
  undoBlock(state, undo!);
  assert.deepEqual(state.utxo, start);
});

test('a block is judged at its own slot', () => {
  const state = oneFund();
  const late = buildTx({
    inputs: [source],
    outputs: [{ address: addressOf(1), lovelace: 9_800_000n }],
    fee: 200_000n,
    ttl: 1000,
    signers: [seed(1)],
  });
  const failure = applyBlock(state, blockOf(state, [late], { slot: 1000 })).failure;
  assert.ok(failure?.code === 'LedgerFailure' && failure.failure.code === 'OutsideValidityIntervalUTxO');
  assert.equal(applyBlock(state, blockOf(state, [late], { slot: 999 })).failure, undefined);
});

test('undoing anything but the tip throws', () => {
  const state = oneFund();
  const first = applyBlock(state, blockOf(state, [spend])).undo!;
  applyBlock(state, blockOf(state, [spendThat]));
  assert.throws(() => undoBlock(state, first), /cannot undo block/);
});

test('an overlay shows pending transactions and leaves the base alone', () => {
  const base = oneFund();
  const context = { protocolParameters: parameters, networkId: 0 as const, slot: 1 };
  const overlay = overlayUtxo(base.utxo);
  assert.equal(validateTx(overlay, spendThat, context)?.code, 'BadInputsUTxO');
  assert.equal(validateTx(overlay, spend, context), undefined);
  overlay.add(spend);
  assert.equal(validateTx(overlay, spend, context)?.code, 'BadInputsUTxO');
  assert.equal(validateTx(overlay, spendThat, context), undefined);
  overlay.add(spendThat);
  assert.equal(overlay.get(`${spend.id}#0`), undefined);
  assert.equal(overlay.get(`${spendThat.id}#0`)?.lovelace, 9_600_000n);
  assert.deepEqual([...base.utxo.keys()], [txInKey(source)]);
});

test('what the mempool verified is not verified again in a block', () => {
  const state = oneFund();
  const verified = createVerifiedTxs(10);
  validateTx(state.utxo, spend, { protocolParameters: parameters, networkId: 0, slot: 0, verified });
  let asked = 0;
  const counting = {
    has(tx: Tx) {
      asked++;
      return verified.has(tx);
    },
    add: () => assert.fail('verified twice'),
  };
  assert.equal(applyBlock(state, blockOf(state, [spend]), { verified: counting }).failure, undefined);
  assert.equal(asked, 1);
});

/** Small deterministic generator (mulberry32), so that a failure can be repeated. */
function random(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

for (const start of [1, 2, 3])
  test(`random chains: apply and undo agree with a ledger that copies everything (seed ${start})`, () => {
    const next = random(start);
    const owners = [1, 2, 3];
    const state = ledgerWith(
      Array.from({ length: 12 }, (_, i) => [
        txInKey({ txId: 'dd'.repeat(32), index: i }),
        txOut(addressOf(owners[i % 3]!), 50_000_000n),
      ]),
    );
    const verified = createVerifiedTxs(1000);
    /** The plain version: the whole set before each block. */
    const history: { utxo: Map<string, TxOut>; tip: LedgerState['tip']; undo: BlockUndo }[] = [];
    const hashes = new Map(owners.map((n) => [keyHash(n), seed(n)]));
    for (let step = 0; step < 60; step++) {
      if (history.length > 0 && next(3) === 0) {
        for (let depth = 1 + next(history.length); depth > 0; depth--) {
          const { utxo, tip, undo } = history.pop()!;
          undoBlock(state, undo);
          assert.deepEqual(state.utxo, utxo);
          assert.equal(state.tip, tip);
        }
        continue;
      }
      const before = { utxo: new Map(state.utxo), tip: state.tip };
      const pending = new Map(state.utxo);
      const txs = Array.from({ length: next(4) }, () => randomTx(pending, next, hashes));
      const { undo, failure } = applyBlock(state, blockOf(state, txs), { verified });
      assert.equal(failure, undefined);
      assert.deepEqual(state.utxo, pending);
      history.push({ ...before, undo: undo! });
    }
    const total = [...state.utxo.values()].reduce((sum, { lovelace }) => sum + lovelace, 0n);
    assert.ok(total <= 600_000_000n && total > 0n);
  });

/** Spends one or two random outputs of `utxo` and updates it. */
function randomTx(
  utxo: Map<string, TxOut>,
  next: (below: number) => number,
  owners: ReadonlyMap<string, Uint8Array>,
): Tx {
  const keys = [...utxo.keys()].filter((key) => utxo.get(key)!.lovelace > 2_000_000n);
  const chosen = new Set([keys[next(keys.length)]!, keys[next(keys.length)]!]);
  const value = [...chosen].reduce((sum, key) => sum + utxo.get(key)!.lovelace, 0n) - 200_000n;
  const small = 1_000_000n + BigInt(next(100_000));
  const to = () => addressOf(1 + next(3));
  const outputs =
    value > 3_000_000n
      ? [
          { address: to(), lovelace: small },
          { address: to(), lovelace: value - small },
        ]
      : [{ address: to(), lovelace: value }];
  const inputs = [...chosen].map((key) => {
    const [txId, index] = key.split('#');
    return { txId: txId!, index: Number(index) };
  });
  const signers = [...chosen].map(
    (key) => owners.get(Buffer.from(utxo.get(key)!.address.subarray(1, 29)).toString('hex'))!,
  );
  const tx = buildTx({ inputs, outputs, fee: 200_000n, signers });
  for (const key of chosen) utxo.delete(key);
  for (const [index, output] of tx.outputs.entries()) utxo.set(txInKey({ txId: tx.id, index }), output);
  return tx;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@slotbench/cbor';
import { enterpriseAddress } from '../../src/address/address.ts';
import { decodeBlock } from '../../src/block/block.ts';
import { fitTxs, forgeBlock } from '../../src/block/forge.ts';
import { blake2b224 } from '../../src/crypto/blake2b.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { createGenesis } from '../../src/genesis/create-genesis.ts';
import { initialFundInput } from '../../src/genesis/initial-funds.ts';
import { loadGenesis } from '../../src/genesis/load-genesis.ts';
import { readKey } from '../../src/keys/key-file.ts';
import { keyKinds } from '../../src/keys/key-kind.ts';
import { readPoolCredentials } from '../../src/keys/pool-credentials.ts';
import type { Header } from '../../src/praos/header.ts';
import { isLeader } from '../../src/praos/leadership.ts';
import { applyHeaderToPraos, initialPraosState, tickPraos } from '../../src/praos/nonce.ts';
import { validateHeader } from '../../src/praos/validate-header.ts';
import { buildTx } from '../../src/transaction/build.ts';
import { applyBlock, initialLedger } from '../../src/utxo/ledger-state.ts';
import { countingRandom, testSpec } from '../genesis/spec.ts';

test('a network of our own: from its genesis, leaders forge blocks of transactions that headers and ledger accept', () => {
  const systemStart = new Date('2026-11-24T09:00:00Z');
  const files = createGenesis({ profile: testSpec(), systemStart, random: countingRandom() });
  const textOf = (file: string) => files.get(file)!.text;
  const genesis = loadGenesis({
    shelley: textOf('genesis.shelley.json'),
    alonzo: textOf('genesis.alonzo.json'),
  });
  const pools = [1, 2, 3, 4].map((j) => {
    const named = (name: string) => ({ file: name, text: textOf(`pools-keys/pool${j}/${name}`) });
    return readPoolCredentials({
      vrf: named('vrf.skey'),
      kes: named('kes.skey'),
      opcert: named('opcert.cert'),
    });
  });
  const seed = readKey(keyKinds.genesisUtxoSigning, 'utxo.skey', textOf('utxo-keys/utxo1/utxo.skey'));
  const address = enterpriseAddress(toHex(blake2b224(ed25519.publicKey(seed))));
  const { maxBlockBodySize, maxBlockHeaderSize, protocolVersion } = genesis.protocolParameters;
  const limits = { maxBodyBytes: maxBlockBodySize, maxHeaderBytes: maxBlockHeaderSize, maxProtocolMajor: 10 };

  const ledger = initialLedger(genesis);
  let praos = initialPraosState(genesis);
  let previous: Header | undefined;
  let input = initialFundInput(address);
  let lovelace = 10_000_000_000_000n;
  for (let slot = 0; slot < 60; slot++) {
    const ticked = tickPraos(praos, slot);
    const { epochNonce, opcertCounters } = ticked;
    const f = genesis.activeSlotsCoeff;
    for (const credentials of pools) {
      const stakeFraction = genesis.stake.get(credentials.poolId)!.stake;
      const leaderProof = isLeader(credentials, { slot, epochNonce, stakeFraction, f });
      if (leaderProof === undefined) continue;
      lovelace -= 200_000n;
      const tx = buildTx({
        inputs: [input],
        outputs: [{ address, lovelace }],
        fee: 200_000n,
        signers: [seed],
      });
      input = { txId: tx.id, index: 0 };
      const txs = fitTxs([tx], maxBlockBodySize);
      const place = { slot, blockNo: ledger.tip === undefined ? 0 : ledger.tip.blockNo + 1, kesPeriod: 0 };
      const prevHash = ledger.tip?.hash;
      const forged = forgeBlock({ ...place, prevHash, txs, credentials, leaderProof, protocolVersion });

      const block = decodeBlock(forged.bytes);
      const context = { ...genesis, previous, epochNonce, opcertCounters, limits };
      assert.equal(validateHeader(block.header, context), undefined);
      assert.equal(applyBlock(ledger, block).failure, undefined);
      praos = applyHeaderToPraos(praos, block.header);
      previous = block.header;
      break;
    }
  }
  assert.ok(ledger.tip!.blockNo >= 5, `only ${ledger.tip!.blockNo + 1} blocks in 60 slots at f = 1/5`);
  assert.equal(ledger.utxo.get(`${input.txId}#0`)?.lovelace, lovelace);
});

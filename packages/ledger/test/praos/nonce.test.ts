import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blake2b } from '@noble/hashes/blake2.js';
import { toHex } from '@slotbench/cbor';
import { vrf } from '../../src/crypto/vrf.ts';
import type { Header } from '../../src/praos/header.ts';
import { vrfInput } from '../../src/praos/leader-value.ts';
import {
  applyHeaderToPraos,
  initialPraosState,
  NEUTRAL_NONCE,
  type PraosState,
  tickPraos,
} from '../../src/praos/nonce.ts';
import { anchor, anchorNonces, firstBlocks, tailHeader } from './praos-chain.ts';

const constants = {
  epochLength: 86400,
  securityParam: 432,
  activeSlotsCoeff: { numerator: 1n, denominator: 20n },
};

/** The state after the last header of epoch 2. */
const atAnchor: PraosState = {
  constants,
  lastSlot: 259174,
  epochNonce: anchorNonces.active,
  evolvingNonce: anchorNonces.evolving,
  candidateNonce: anchorNonces.candidate,
  labNonce: '11'.repeat(32),
  lastEpochBlockNonce: tailHeader.prevHash!,
  opcertCounters: new Map(),
};

test('the nonce of the new epoch is the one that the chain was proved against', () => {
  const ticked = tickPraos(atAnchor, firstBlocks[0]!.slot);
  const { header } = firstBlocks[0]!;
  const input = vrfInput(header.slot, ticked.epochNonce);
  assert.deepEqual(vrf.verify(header.vrfVk, input, header.vrfProof), header.vrfOutput);
  assert.equal(ticked.lastEpochBlockNonce, atAnchor.labNonce);
  assert.equal(tickPraos(ticked, header.slot), ticked, 'ticking again changes nothing');
  assert.equal(tickPraos(atAnchor, 259199), atAnchor, 'nor does a tick inside the epoch');
});

test('the chain evolves the nonces, and remembers parents and counters', () => {
  let state = atAnchor;
  let evolving = anchorNonces.evolving;
  for (const { header } of firstBlocks) {
    state = applyHeaderToPraos(state, header);
    // Independent of the code under test: eta = H(H("N" ‖ output)), evolving' = H(evolving ‖ eta).
    const eta = toHex(hash(hash(Buffer.concat([Buffer.from('N'), header.vrfOutput]))));
    evolving = toHex(hash(Buffer.from(evolving + eta, 'hex')));
    assert.equal(state.evolvingNonce, evolving);
    assert.equal(state.candidateNonce, evolving, 'early in the epoch the candidate follows');
    assert.equal(state.labNonce, header.prevHash);
    assert.equal(state.lastSlot, header.slot);
  }
  assert.equal(state.opcertCounters.size, 5);
  assert.equal(atAnchor.opcertCounters.size, 0, 'the earlier state is unchanged');
  assert.equal(anchor.hash, firstBlocks[0]!.header.prevHash);
});

// k 10, f 1/5: the window is 4 * 10 / (1/5) = 200 slots, so in epochs of 600 it begins at slot 400.
const small = initialPraosState({
  epochLength: 600,
  securityParam: 10,
  activeSlotsCoeff: { numerator: 2n, denominator: 10n },
  initialNonce: 'aa'.repeat(32),
});

test('before the first block all nonces are the genesis hash, without parents', () => {
  assert.equal(small.epochNonce, 'aa'.repeat(32));
  assert.equal(small.evolvingNonce, small.epochNonce);
  assert.equal(small.candidateNonce, small.epochNonce);
  assert.equal(small.labNonce, NEUTRAL_NONCE);
  assert.equal(tickPraos(small, 599), small);
});

test('the candidate freezes in the stabilisation window', () => {
  const at399 = applyHeaderToPraos(small, headerAt(399, 'bb'));
  assert.equal(at399.candidateNonce, at399.evolvingNonce);
  const at400 = applyHeaderToPraos(at399, headerAt(400, 'cc'));
  assert.equal(at400.candidateNonce, at399.candidateNonce);
  assert.notEqual(at400.evolvingNonce, at399.evolvingNonce);
  const at600 = applyHeaderToPraos(at400, headerAt(600, 'dd'));
  assert.equal(at600.candidateNonce, at600.evolvingNonce, 'it follows again in the next epoch');
});

test('a neutral parent nonce leaves the candidate alone; the next epoch combines with it', () => {
  const first = applyHeaderToPraos(small, headerAt(10, 'bb'));
  const epoch1 = tickPraos(first, 600);
  assert.equal(epoch1.epochNonce, first.candidateNonce);
  assert.equal(epoch1.lastEpochBlockNonce, 'bb'.repeat(32));
  const second = applyHeaderToPraos(epoch1, headerAt(610, 'cc'));
  const epoch2 = tickPraos(second, 1200);
  const both = Buffer.from(second.candidateNonce + 'bb'.repeat(32), 'hex');
  assert.equal(epoch2.epochNonce, toHex(hash(both)));
});

test('empty epochs change the nonce once', () => {
  const first = applyHeaderToPraos(small, headerAt(10, 'bb'));
  assert.equal(tickPraos(first, 3000).epochNonce, tickPraos(first, 600).epochNonce);
});

test('the first block of a chain has no parent', () => {
  const { prevHash: _, ...first } = headerAt(0, 'bb');
  assert.equal(applyHeaderToPraos(small, { ...first, prevHash: undefined }).labNonce, NEUTRAL_NONCE);
});

/** A header of the chain moved to another place; nonce evolution checks nothing. */
function headerAt(slot: number, parentByte: string): Header {
  return { ...firstBlocks[0]!.header, slot, prevHash: parentByte.repeat(32) };
}

function hash(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

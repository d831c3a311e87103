import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CborError, fromHex } from '@slotbench/cbor';
import { kesKeyFromSeed } from '../../src/crypto/kes-key.ts';
import { createKesSigner } from '../../src/crypto/kes-signer.ts';
import { vrf } from '../../src/crypto/vrf.ts';
import { assembleHeader, decodeHeader, type Header, type HeaderBody } from '../../src/praos/header.ts';
import { describeHeaderError, type HeaderError } from '../../src/praos/header-error.ts';
import { vrfInput } from '../../src/praos/leader-value.ts';
import { issueOperationalCertificate } from '../../src/praos/operational-certificate.ts';
import { type HeaderContext, validateHeader } from '../../src/praos/validate-header.ts';
import { anchor, contextAfter, epochNonce, firstBlocks, poolKeys } from './praos-chain.ts';

const header = firstBlocks[0]!.header;
const keys = poolKeys.find((pool) => pool.pool_id === header.poolId)!;
const other = poolKeys.find((pool) => pool.pool_id !== header.poolId)!;
const context = contextAfter(anchor);
const { limits } = context;

/** The header with some fields changed and signed again by its pool, as a dishonest pool could make it. */
function resigned(change: Partial<HeaderBody>, keyPeriod = 0): Header {
  const signer = createKesSigner(kesKeyFromSeed(fromHex(keys.kes_seed)));
  return assembleHeader({ ...header, ...change }, (bytes) => signer.sign(keyPeriod, bytes));
}

function certificate(change: { startPeriod?: number; counter?: number }) {
  return issueOperationalCertificate({
    coldSeed: fromHex(keys.cold_seed),
    hotVk: fromHex(keys.kes_vk),
    counter: 0,
    startPeriod: 2,
    ...change,
  });
}

/** A slot near the header's that the pool does not lead; its proof there is right. */
function notLed(): Partial<HeaderBody> {
  const slot = header.slot + 1;
  const proof = vrf.prove(fromHex(keys.vrf_seed), vrfInput(slot, epochNonce));
  return { slot, vrfProof: proof, vrfOutput: vrf.proofToOutput(proof)! };
}

const poolId = header.poolId;
const faults: { name: string; header: Header; context?: Partial<HeaderContext>; error: HeaderError }[] = [
  {
    name: 'another parent',
    header,
    context: { previous: { ...anchor, hash: 'ab'.repeat(32) } },
    error: { code: 'HEADER_PREV_HASH', expected: 'ab'.repeat(32), got: anchor.hash },
  },
  {
    name: 'no parent where there is one',
    header: resigned({ prevHash: undefined }),
    error: { code: 'HEADER_PREV_HASH', expected: anchor.hash, got: undefined },
  },
  {
    name: 'a height left out',
    header: resigned({ blockNo: header.blockNo + 1 }),
    error: { code: 'HEADER_BLOCK_NO', expected: header.blockNo, got: header.blockNo + 1 },
  },
  {
    name: 'the slot of the parent',
    header,
    context: { previous: { ...anchor, slot: header.slot } },
    error: { code: 'HEADER_SLOT', previousSlot: header.slot, got: header.slot },
  },
  {
    name: 'a header too large',
    header,
    context: { limits: { ...limits, maxHeaderBytes: header.bytes.length - 1 } },
    error: { code: 'HEADER_SIZE', maxBytes: header.bytes.length - 1, gotBytes: header.bytes.length },
  },
  {
    name: 'a body too large',
    header: resigned({ bodySize: 90113 }),
    error: { code: 'HEADER_BODY_SIZE', maxBytes: 90112, gotBytes: 90113 },
  },
  {
    name: 'a protocol version of the future',
    header: resigned({ protocolVersion: { major: 11, minor: 0 } }),
    error: { code: 'HEADER_PROTOCOL_VERSION', maxMajor: 10, gotMajor: 11 },
  },
  {
    name: 'a pool without stake',
    header,
    context: { stake: new Map() },
    error: { code: 'HEADER_POOL_UNKNOWN', poolId },
  },
  {
    name: "another pool's VRF key",
    header: resigned({ vrfVk: fromHex(other.vrf_vk) }),
    error: { code: 'HEADER_VRF_KEY', poolId, expected: keys.vrf_hash, got: other.vrf_hash },
  },
  {
    name: 'a certificate that starts later',
    header: resigned({ opcert: certificate({ startPeriod: 3 }) }),
    error: { code: 'HEADER_KES_EARLY', startPeriod: 3, period: 2 },
  },
  {
    name: 'a certificate that has ended',
    header: resigned({ opcert: certificate({ startPeriod: 0 }) }, 2),
    context: { maxKesEvolutions: 2 },
    error: { code: 'HEADER_KES_EXPIRED', endPeriod: 2, period: 2 },
  },
  {
    name: 'an older certificate',
    header,
    context: { opcertCounters: new Map([[poolId, 1]]) },
    error: { code: 'HEADER_OPCERT_COUNTER', last: 1, got: 0 },
  },
  {
    name: 'a certificate number left out',
    header: resigned({ opcert: certificate({ counter: 2 }) }),
    error: { code: 'HEADER_OPCERT_COUNTER', last: 0, got: 2 },
  },
  {
    name: 'a certificate that the cold key did not sign',
    header: resigned({ opcert: { ...header.opcert, coldSignature: new Uint8Array(64) } }),
    error: { code: 'HEADER_OPCERT_SIGNATURE', poolId },
  },
  {
    name: 'a KES signature of another period',
    header: resigned({}, 1),
    error: { code: 'HEADER_KES_SIGNATURE', poolId, keyPeriod: 0 },
  },
  {
    name: 'a proof for another epoch nonce',
    header,
    context: { epochNonce: 'ab'.repeat(32) },
    error: { code: 'HEADER_VRF_PROOF', poolId, slot: header.slot },
  },
  {
    name: 'an output that the proof does not prove',
    header: resigned({ vrfOutput: new Uint8Array(64) }),
    error: { code: 'HEADER_VRF_PROOF', poolId, slot: header.slot },
  },
  {
    name: 'a slot that the pool does not lead',
    header: resigned(notLed()),
    error: { code: 'HEADER_NOT_LEADER', poolId, slot: header.slot + 1 },
  },
  {
    name: 'a pool whose stake is nothing',
    header,
    context: {
      stake: new Map([[poolId, { vrfHash: keys.vrf_hash, stake: { numerator: 0n, denominator: 1n } }]]),
    },
    error: { code: 'HEADER_NOT_LEADER', poolId, slot: header.slot },
  },
];

for (const fault of faults) {
  test(`refused: ${fault.name}`, () => {
    const error = validateHeader(fault.header, { ...context, ...fault.context });
    assert.deepEqual(error, fault.error);
    assert.ok(describeHeaderError(error!).length > 20);
  });
}

test('every reason is tested', () => {
  const codes = new Set(faults.map((fault) => fault.error.code));
  assert.equal(codes.size, 15);
});

test('signed again unchanged, and with the next certificate, it is valid', () => {
  assert.deepEqual(resigned({}).bytes, header.bytes);
  assert.equal(validateHeader(resigned({ opcert: certificate({ counter: 1 }) }), context), undefined);
  assert.equal(validateHeader(resigned({ opcert: certificate({ startPeriod: 1 }) }, 1), context), undefined);
});

test('the first block of a chain has number 0 and no parent', () => {
  const first = resigned({ blockNo: 0, prevHash: undefined });
  assert.equal(validateHeader(first, { ...context, previous: undefined }), undefined);
  assert.deepEqual(decodeHeader(first.bytes), first);
});

test('no byte of a header can be changed', () => {
  for (let at = 0; at < header.bytes.length; at += 5) {
    const bytes = header.bytes.slice();
    bytes[at]! ^= 0x01;
    assert.ok(refused(bytes), `byte ${at}`);
  }
});

test('cut bytes and bytes that follow are CBOR errors', () => {
  for (const length of [0, 1, 100, header.bytes.length - 1])
    assert.throws(() => decodeHeader(header.bytes.slice(0, length)), CborError);
  assert.throws(() => decodeHeader(Uint8Array.of(...header.bytes, 0)), { code: 'CBOR_TRAILING' });
});

function refused(bytes: Uint8Array): boolean {
  try {
    return validateHeader(decodeHeader(bytes), context) !== undefined;
  } catch (error) {
    return error instanceof CborError;
  }
}

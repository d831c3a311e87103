import { type Reader, toHex } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import { KES_SIGNATURE_BYTES } from '../crypto/kes.ts';
import { VRF_PROOF_BYTES } from '../crypto/vrf.ts';
import { fixedBytes } from '../praos/fixed-bytes.ts';
import type { Header } from '../praos/header.ts';
import { record } from '../praos/record.ts';

/** A VRF output with its proof; the output's length is not fixed by the format. */
interface VrfCertificate {
  readonly output: Uint8Array;
  readonly proof: Uint8Array;
}

/** A header of Shelley to Alonzo: certificate and version stand in the body without arrays, and there are two proofs. */
export interface TPraosHeader extends Omit<Header, 'vrfOutput' | 'vrfProof'> {
  readonly nonceVrf: VrfCertificate;
  readonly leaderVrf: VrfCertificate;
}

/** Reads a header by shelley.cddl `header`, the same to Alonzo; throws CborError. */
export function readTPraosHeader(reader: Reader): TPraosHeader {
  const { value, bytes } = reader.spanned((r) =>
    record(r, 2, () => ({
      body: r.spanned(readBody),
      kesSignature: fixedBytes(r, KES_SIGNATURE_BYTES),
    })),
  );
  const { value: body, bytes: bodyBytes } = value.body;
  return {
    ...body,
    poolId: toHex(blake2b224(body.issuerVk)),
    hash: toHex(blake2b256(bytes)),
    bytes,
    bodyBytes,
    kesSignature: value.kesSignature,
  };
}

function readBody(reader: Reader) {
  return record(reader, 15, (r) => ({
    blockNo: r.uint(),
    slot: r.uint(),
    prevHash: r.takeNull() ? undefined : toHex(fixedBytes(r, 32)),
    issuerVk: fixedBytes(r, 32),
    vrfVk: fixedBytes(r, 32),
    nonceVrf: readVrf(r),
    leaderVrf: readVrf(r),
    bodySize: r.uint(0xffff_ffff),
    bodyHash: toHex(fixedBytes(r, 32)),
    opcert: {
      hotVk: fixedBytes(r, 32),
      counter: r.uint(),
      startPeriod: r.uint(),
      coldSignature: fixedBytes(r, 64),
    },
    protocolVersion: { major: r.uint(), minor: r.uint() },
  }));
}

function readVrf(reader: Reader): VrfCertificate {
  return record(reader, 2, (r) => ({ output: r.bytes(), proof: fixedBytes(r, VRF_PROOF_BYTES) }));
}

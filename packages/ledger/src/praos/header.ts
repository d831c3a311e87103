import { fromHex, Reader, toHex, Writer } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import { KES_SIGNATURE_BYTES } from '../crypto/kes.ts';
import { VRF_OUTPUT_BYTES, VRF_PROOF_BYTES } from '../crypto/vrf.ts';
import { fixedBytes } from './fixed-bytes.ts';
import { type OperationalCertificate, operationalCertificateCodec } from './operational-certificate.ts';
import { record } from './record.ts';

export interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
}

/** What the KES key signs. */
export interface HeaderBody {
  readonly blockNo: number;
  readonly slot: number;
  /** Hash of the previous header; undefined for the first block. */
  readonly prevHash: string | undefined;
  /** Cold verification key of the pool, 32 bytes. */
  readonly issuerVk: Uint8Array;
  readonly vrfVk: Uint8Array;
  /** 64 bytes. */
  readonly vrfOutput: Uint8Array;
  /** 80 bytes. */
  readonly vrfProof: Uint8Array;
  /** Bytes of the block without its header. */
  readonly bodySize: number;
  readonly bodyHash: string;
  readonly opcert: OperationalCertificate;
  readonly protocolVersion: ProtocolVersion;
}

export interface Header extends HeaderBody {
  /** blake2b-224 of `issuerVk`. */
  readonly poolId: string;
  /** blake2b-256 of `bytes`. */
  readonly hash: string;
  /** CBOR `[body, KES signature]`, as it came. */
  readonly bytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  /** 448 bytes. */
  readonly kesSignature: Uint8Array;
}

/** Reads a header (Babbage and Conway, cardano-ledger CDDL `header`); throws CborError. */
export function decodeHeader(bytes: Uint8Array): Header {
  const reader = new Reader(bytes);
  const header = readHeader(reader);
  reader.expectEnd();
  return header;
}

/** Reads a header that is part of something larger, such as a block. */
export function readHeader(reader: Reader): Header {
  const { value, bytes } = reader.spanned((r) => {
    return record(r, 2, () => ({
      body: r.spanned(readBody),
      kesSignature: fixedBytes(r, KES_SIGNATURE_BYTES),
    }));
  });
  return {
    ...value.body.value,
    poolId: toHex(blake2b224(value.body.value.issuerVk)),
    hash: toHex(blake2b256(bytes)),
    bytes,
    bodyBytes: value.body.bytes,
    kesSignature: value.kesSignature,
  };
}

/** The header of `body` with the signature that `sign` makes over its bytes. */
export function assembleHeader(body: HeaderBody, sign: (bodyBytes: Uint8Array) => Uint8Array): Header {
  const bodyBytes = writeBody(body);
  const kesSignature = sign(bodyBytes);
  const bytes = new Writer(1024).array(2).raw(bodyBytes).bytes(kesSignature).finish();
  return {
    ...body,
    poolId: toHex(blake2b224(body.issuerVk)),
    hash: toHex(blake2b256(bytes)),
    bytes,
    bodyBytes,
    kesSignature,
  };
}

function readBody(reader: Reader): HeaderBody {
  return record(reader, 10, (r) => ({
    blockNo: r.uint(),
    slot: r.uint(),
    prevHash: r.takeNull() ? undefined : toHex(fixedBytes(r, 32)),
    issuerVk: fixedBytes(r, 32),
    vrfVk: fixedBytes(r, 32),
    ...record(r, 2, () => ({
      vrfOutput: fixedBytes(r, VRF_OUTPUT_BYTES),
      vrfProof: fixedBytes(r, VRF_PROOF_BYTES),
    })),
    bodySize: r.uint(0xffff_ffff),
    bodyHash: toHex(fixedBytes(r, 32)),
    opcert: operationalCertificateCodec.decode(r),
    protocolVersion: record(r, 2, () => ({ major: r.uint(), minor: r.uint() })),
  }));
}

function writeBody(body: HeaderBody): Uint8Array {
  const w = new Writer(1024);
  w.array(10).uint(body.blockNo).uint(body.slot);
  if (body.prevHash === undefined) w.null();
  else w.bytes(fromHex(body.prevHash));
  w.bytes(body.issuerVk).bytes(body.vrfVk);
  w.array(2).bytes(body.vrfOutput).bytes(body.vrfProof);
  w.uint(body.bodySize).bytes(fromHex(body.bodyHash));
  operationalCertificateCodec.encode(w, body.opcert);
  w.array(2).uint(body.protocolVersion.major).uint(body.protocolVersion.minor);
  return w.finish();
}

import type { Codec } from '@slotbench/cbor';
import { ed25519 } from '../crypto/ed25519.ts';
import { expectLength } from '../crypto/length.ts';
import { fixedBytes } from './fixed-bytes.ts';
import { record } from './record.ts';

/** The cold key's word that a KES key may sign blocks from `startPeriod` on. */
export interface OperationalCertificate {
  /** KES verification key, 32 bytes. */
  readonly hotVk: Uint8Array;
  /** Issue number; a later certificate has a higher one. */
  readonly counter: number;
  /** First KES period, counted from the start of the chain. */
  readonly startPeriod: number;
  /** Ed25519 signature of the cold key, 64 bytes. */
  readonly coldSignature: Uint8Array;
}

/** CBOR `[hot vk, counter, start period, cold signature]`, as in header bodies since Babbage. */
export const operationalCertificateCodec: Codec<OperationalCertificate> = {
  encode(w, { hotVk, counter, startPeriod, coldSignature }) {
    w.array(4).bytes(hotVk).uint(counter).uint(startPeriod).bytes(coldSignature);
  },
  decode(r) {
    return record(r, 4, () => ({
      hotVk: fixedBytes(r, 32),
      counter: r.uint(),
      startPeriod: r.uint(),
      coldSignature: fixedBytes(r, 64),
    }));
  },
};

/** Issues a certificate with the cold key's seed. */
export function issueOperationalCertificate(o: {
  readonly coldSeed: Uint8Array;
  readonly hotVk: Uint8Array;
  readonly counter: number;
  readonly startPeriod: number;
}): OperationalCertificate {
  expectLength('KES verification key', o.hotVk, 32);
  const { hotVk, counter, startPeriod } = o;
  return { hotVk, counter, startPeriod, coldSignature: ed25519.sign(o.coldSeed, signedBytes(o)) };
}

export function verifyOperationalCertificate(coldVk: Uint8Array, opcert: OperationalCertificate): boolean {
  return ed25519.verify(coldVk, signedBytes(opcert), opcert.coldSignature);
}

/** hot vk ‖ counter ‖ start period, both as 8 bytes big-endian (cardano-ledger `OCertSignable`). */
function signedBytes(o: { hotVk: Uint8Array; counter: number; startPeriod: number }): Uint8Array {
  const bytes = new Uint8Array(48);
  bytes.set(o.hotVk, 0);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(32, BigInt(o.counter));
  view.setBigUint64(40, BigInt(o.startPeriod));
  return bytes;
}

import { toHex } from '@slotbench/cbor';
import { blake2b224 } from '../crypto/blake2b.ts';
import type { KesSigner } from '../crypto/kes-signer.ts';
import { vrf } from '../crypto/vrf.ts';
import type { OperationalCertificate } from './operational-certificate.ts';

/** What a block producer needs at hand; the cold signing key is not part of it. */
export interface PoolCredentials {
  /** blake2b-224 of `coldVk`. */
  readonly poolId: string;
  readonly coldVk: Uint8Array;
  readonly vrfSeed: Uint8Array;
  readonly vrfVk: Uint8Array;
  /** Holds the evolved KES key; its periods count from `opcert.startPeriod`. */
  readonly kes: KesSigner;
  readonly opcert: OperationalCertificate;
}

export function poolCredentials(
  o: Pick<PoolCredentials, 'coldVk' | 'vrfSeed' | 'kes' | 'opcert'>,
): PoolCredentials {
  return { ...o, poolId: toHex(blake2b224(o.coldVk)), vrfVk: vrf.publicKey(o.vrfSeed) };
}

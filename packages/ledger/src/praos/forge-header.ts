import { vrf } from '../crypto/vrf.ts';
import { assembleHeader, type Header, type HeaderBody } from './header.ts';
import { vrfInput } from './leader-value.ts';
import type { LeaderProof } from './leadership.ts';
import type { Nonce } from './nonce.ts';
import type { PoolCredentials } from './pool-credentials.ts';

type Given = Pick<HeaderBody, 'slot' | 'blockNo' | 'prevHash' | 'bodySize' | 'bodyHash' | 'protocolVersion'>;

/**
 * Makes and signs a header. `kesPeriod` is the period of `slot` on the chain (slot / slotsPerKesPeriod), not of the key;
 * LEDGER_KES_PERIOD where the key does not reach it. Give the `leaderProof` of the leadership check to save making it
 * again from `epochNonce`. VRF and KES are deterministic: the same arguments give the same bytes.
 */
export function forgeHeader(
  o: Given & {
    readonly credentials: PoolCredentials;
    readonly kesPeriod: number;
  } & ({ readonly leaderProof: LeaderProof } | { readonly epochNonce: Nonce }),
): Header {
  const { credentials } = o;
  const { output, proof } = 'leaderProof' in o ? o.leaderProof : prove(credentials, o.slot, o.epochNonce);
  const body: HeaderBody = {
    blockNo: o.blockNo,
    slot: o.slot,
    prevHash: o.prevHash,
    issuerVk: credentials.coldVk,
    vrfVk: credentials.vrfVk,
    vrfOutput: output,
    vrfProof: proof,
    bodySize: o.bodySize,
    bodyHash: o.bodyHash,
    opcert: credentials.opcert,
    protocolVersion: o.protocolVersion,
  };
  const keyPeriod = o.kesPeriod - credentials.opcert.startPeriod;
  return assembleHeader(body, (bytes) => credentials.kes.sign(keyPeriod, bytes));
}

function prove({ vrfSeed }: PoolCredentials, slot: number, epochNonce: Nonce): LeaderProof {
  const proof = vrf.prove(vrfSeed, vrfInput(slot, epochNonce));
  return { output: vrf.proofToOutput(proof)!, proof };
}

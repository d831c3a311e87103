import { toHex } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import { ed25519 } from '../crypto/ed25519.ts';
import { kesKeyFromSeed, kesVerificationKey } from '../crypto/kes-key.ts';
import { vrf } from '../crypto/vrf.ts';
import { writeKey, writeVrfSigningKey } from '../keys/key-file.ts';
import { type KeyKind, keyKinds } from '../keys/key-kind.ts';
import { writeIssueCounter, writeOperationalCertificate } from '../keys/operational-certificate-file.ts';
import { issueOperationalCertificate } from '../praos/operational-certificate.ts';
import type { KeyMaterial } from './key-material.ts';

/** A file with a key or a certificate, by its path below the genesis folder. */
export interface KeyFile {
  readonly path: string;
  readonly text: string;
  readonly secret: boolean;
}

export interface Pool {
  /** blake2b-224 of the cold verification key, hex. */
  readonly id: string;
  /** blake2b-256 of the VRF verification key, hex. */
  readonly vrfHash: string;
  /** Hash of the key of the reward account, hex. */
  readonly rewardHash: string;
  readonly files: readonly KeyFile[];
}

/** A key by its hash (hex), with its two files. */
export interface KeyPair {
  readonly hash: string;
  files(): readonly KeyFile[];
}

/** Pool `j`, counted from 1: cold, VRF, KES and reward keys, and the first operational certificate (number 0, from KES period 0). */
export function createPool(material: KeyMaterial, j: number): Pool {
  const folder = `pools-keys/pool${j}`;
  const cold = pair(material, `${folder}/cold`, keyKinds.poolColdSigning, keyKinds.poolColdVerification);
  const reward = pair(
    material,
    `${folder}/staking-reward`,
    keyKinds.stakeSigning,
    keyKinds.stakeVerification,
  );
  const vrfSeed = material(`${folder}/vrf`);
  const vrfVk = vrf.publicKey(vrfSeed);
  const kesKey = kesKeyFromSeed(material(`${folder}/kes`));
  const hotVk = kesVerificationKey(kesKey);
  const coldSeed = material(`${folder}/cold`);
  const coldVk = ed25519.publicKey(coldSeed);
  const opcert = issueOperationalCertificate({ coldSeed, hotVk, counter: 0, startPeriod: 0 });
  return {
    id: cold.hash,
    vrfHash: toHex(blake2b256(vrfVk)),
    rewardHash: reward.hash,
    files: [
      ...cold.files(),
      ...reward.files(),
      open(`${folder}/vrf.vkey`, writeKey(keyKinds.vrfVerification, vrfVk)),
      secret(`${folder}/vrf.skey`, writeVrfSigningKey(vrfSeed)),
      open(`${folder}/kes.vkey`, writeKey(keyKinds.kesVerification, hotVk)),
      secret(`${folder}/kes.skey`, writeKey(keyKinds.kesSigning, kesKey.bytes)),
      open(`${folder}/opcert.cert`, writeOperationalCertificate({ opcert, coldVk })),
      open(`${folder}/opcert.counter`, writeIssueCounter({ next: 1, coldVk })),
    ],
  };
}

/** Key `i`, from 1, that owns funds of the genesis. */
export function createUtxoKey(material: KeyMaterial, i: number): KeyPair {
  return pair(
    material,
    `utxo-keys/utxo${i}/utxo`,
    keyKinds.genesisUtxoSigning,
    keyKinds.genesisUtxoVerification,
  );
}

/** Keys `d`, from 1, of funds whose stake is delegated: one spends, one delegates. */
export function createDelegator(
  material: KeyMaterial,
  d: number,
): { readonly payment: KeyPair; readonly staking: KeyPair } {
  const folder = `stake-delegators/delegator${d}`;
  return {
    payment: pair(material, `${folder}/payment`, keyKinds.paymentSigning, keyKinds.paymentVerification),
    staking: pair(material, `${folder}/staking`, keyKinds.stakeSigning, keyKinds.stakeVerification),
  };
}

/** DRep `i`, from 1. */
export function createDRep(material: KeyMaterial, i: number): KeyPair {
  return pair(material, `drep-keys/drep${i}/drep`, keyKinds.drepSigning, keyKinds.drepVerification);
}

function pair(material: KeyMaterial, path: string, signing: KeyKind, verification: KeyKind): KeyPair {
  const seed = material(path);
  const publicKey = ed25519.publicKey(seed);
  return {
    hash: toHex(blake2b224(publicKey)),
    files: () => [
      open(`${path}.vkey`, writeKey(verification, publicKey)),
      secret(`${path}.skey`, writeKey(signing, seed)),
    ],
  };
}

function open(path: string, text: string): KeyFile {
  return { path, text, secret: false };
}

function secret(path: string, text: string): KeyFile {
  return { path, text, secret: true };
}

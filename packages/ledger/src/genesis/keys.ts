import { toHex } from '@slotbench/cbor';
import { blake2b224, blake2b256 } from '../crypto/blake2b.ts';
import { ed25519 } from '../crypto/ed25519.ts';
import { kesKeyFromSeed, kesVerificationKey } from '../crypto/kes-key.ts';
import { vrf } from '../crypto/vrf.ts';
import { writeKey, writeVrfSigningKey } from '../keys/key-file.ts';
import { type KeyKind, keyKinds } from '../keys/key-kind.ts';
import { writeIssueCounter, writeOperationalCertificate } from '../keys/operational-certificate-file.ts';
import { issueOperationalCertificate } from '../praos/operational-certificate.ts';

export interface KeyFile {
  readonly name: string;
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

type Random = (count: number) => Uint8Array;

const SEED_BYTES = 32;

/** Cold, VRF, KES and reward keys, and the first operational certificate (number 0, from KES period 0). */
export function createPool(random: Random): Pool {
  const cold = ed25519Pair(random, 'cold', keyKinds.poolColdSigning, keyKinds.poolColdVerification);
  const reward = ed25519Pair(random, 'staking-reward', keyKinds.stakeSigning, keyKinds.stakeVerification);
  const vrfSeed = random(SEED_BYTES);
  const vrfVk = vrf.publicKey(vrfSeed);
  const kesKey = kesKeyFromSeed(random(SEED_BYTES));
  const hotVk = kesVerificationKey(kesKey);
  const opcert = issueOperationalCertificate({ coldSeed: cold.seed, hotVk, counter: 0, startPeriod: 0 });
  const coldVk = cold.publicKey;
  return {
    id: cold.hash,
    vrfHash: toHex(blake2b256(vrfVk)),
    rewardHash: reward.hash,
    files: [
      ...cold.files,
      ...reward.files,
      open('vrf.vkey', writeKey(keyKinds.vrfVerification, vrfVk)),
      secret('vrf.skey', writeVrfSigningKey(vrfSeed)),
      open('kes.vkey', writeKey(keyKinds.kesVerification, hotVk)),
      secret('kes.skey', writeKey(keyKinds.kesSigning, kesKey.bytes)),
      open('opcert.cert', writeOperationalCertificate({ opcert, coldVk })),
      open('opcert.counter', writeIssueCounter({ next: 1, coldVk })),
    ],
  };
}

/** A key that owns funds of the genesis. */
export function createUtxoKey(random: Random): { hash: string; files: readonly KeyFile[] } {
  return ed25519Pair(random, 'utxo', keyKinds.genesisUtxoSigning, keyKinds.genesisUtxoVerification);
}

/** Keys of funds whose stake is delegated: one spends, one delegates. */
export function createDelegator(random: Random): {
  paymentHash: string;
  stakeHash: string;
  files: readonly KeyFile[];
} {
  const payment = ed25519Pair(random, 'payment', keyKinds.paymentSigning, keyKinds.paymentVerification);
  const staking = ed25519Pair(random, 'staking', keyKinds.stakeSigning, keyKinds.stakeVerification);
  return {
    paymentHash: payment.hash,
    stakeHash: staking.hash,
    files: [...payment.files, ...staking.files],
  };
}

function ed25519Pair(random: Random, name: string, signing: KeyKind, verification: KeyKind) {
  const seed = random(SEED_BYTES);
  const publicKey = ed25519.publicKey(seed);
  const files = [
    open(`${name}.vkey`, writeKey(verification, publicKey)),
    secret(`${name}.skey`, writeKey(signing, seed)),
  ];
  return { seed, publicKey, hash: toHex(blake2b224(publicKey)), files };
}

function open(name: string, text: string): KeyFile {
  return { name, text, secret: false };
}

function secret(name: string, text: string): KeyFile {
  return { name, text, secret: true };
}

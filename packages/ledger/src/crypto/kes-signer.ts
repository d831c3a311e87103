import { LedgerError } from '../errors.ts';
import { ed25519 } from './ed25519.ts';
import { evolveKesKey, KES_KEY_BYTES, type KesKey, kesVerificationKey, PERIODS } from './kes-key.ts';

const LEVELS = 6;

/** Holds the key of the current period, so that signing costs one Ed25519 signature. */
export interface KesSigner {
  readonly verificationKey: Uint8Array;
  /** The earliest period it still signs for. */
  readonly period: number;
  /** 448 bytes. Evolves forward where needed and cannot go back: LEDGER_KES_PERIOD. */
  sign(period: number, message: Uint8Array): Uint8Array;
}

export function createKesSigner(start: KesKey): KesSigner {
  const verificationKey = kesVerificationKey(start);
  let key = start;
  return {
    verificationKey,
    get period() {
      return key.period;
    },
    sign(period, message) {
      key = evolveTo(key, period);
      return signWith(key, message);
    },
  };
}

function evolveTo(key: KesKey, period: number): KesKey {
  if (!Number.isInteger(period) || period < key.period || period >= PERIODS)
    throw new LedgerError({ code: 'LEDGER_KES_PERIOD', period, from: key.period, to: PERIODS - 1 });
  let current = key;
  while (current.period < period) current = evolveKesKey(current)!;
  return current;
}

/** The leaf's signature, then the pair of verification keys of each level from the lowest up. */
function signWith({ bytes }: KesKey, message: Uint8Array): Uint8Array {
  const signature = new Uint8Array(64 + LEVELS * 64);
  signature.set(ed25519.sign(bytes.subarray(0, 32), message), 0);
  for (let level = 0; level < LEVELS; level++) {
    const end = KES_KEY_BYTES - (LEVELS - 1 - level) * 96;
    signature.set(bytes.subarray(end - 64, end), 64 + level * 64);
  }
  return signature;
}

import { CborError, type Codec, decode, encode } from '@slotbench/cbor';
import { vrf } from '../crypto/vrf.ts';
import { LedgerError } from '../errors.ts';
import { fixedBytes } from '../praos/fixed-bytes.ts';
import { type KeyKind, keyKinds } from './key-kind.ts';
import { readTextEnvelope, writeTextEnvelope } from './text-envelope.ts';

/** The text of a key file; `key` has the length of its kind. */
export function writeKey(kind: KeyKind, key: Uint8Array): string {
  if (key.length !== kind.lengthBytes)
    throw new LedgerError({
      code: 'LEDGER_LENGTH',
      what: kind.description,
      expectedBytes: kind.lengthBytes,
      gotBytes: key.length,
    });
  const bytes = encode(byteString(kind.lengthBytes), key);
  return writeTextEnvelope({ type: kind.type, description: kind.description, bytes });
}

/** The key in the text of a key file; `file` is named in the errors (LEDGER_KEY_FILE). */
export function readKey(kind: KeyKind, file: string, text: string): Uint8Array {
  const { bytes } = readTextEnvelope(file, text, [kind.type, ...(kind.alsoReads ?? [])]);
  return inField(file, () => decode(byteString(kind.lengthBytes), bytes).slice());
}

/** The text of a VRF signing key file: seed ‖ verification key. */
export function writeVrfSigningKey(seed: Uint8Array): string {
  return writeKey(keyKinds.vrfSigning, Buffer.concat([seed, vrf.publicKey(seed)]));
}

/** The seed in a VRF signing key file, whose second half must be its verification key. */
export function readVrfSigningKey(file: string, text: string): Uint8Array {
  const key = readKey(keyKinds.vrfSigning, file, text);
  const seed = key.slice(0, 32);
  if (Buffer.compare(vrf.publicKey(seed), key.subarray(32)) !== 0)
    throw new LedgerError({
      code: 'LEDGER_KEY_FILE',
      file,
      field: 'cborHex',
      expected: 'a seed followed by its verification key',
      got: 'halves that do not belong together',
    });
  return seed;
}

/** Runs `read` on the bytes of `cborHex` and names file and field where they are not what was expected. */
export function inField<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CborError)) throw cause;
    const { expected, got, offset } = cause;
    throw new LedgerError(
      { code: 'LEDGER_KEY_FILE', file, field: `cborHex (byte ${offset})`, expected, got },
      { cause },
    );
  }
}

function byteString(length: number): Codec<Uint8Array> {
  return {
    encode(w, value) {
      w.bytes(value);
    },
    decode: (r) => fixedBytes(r, length),
  };
}

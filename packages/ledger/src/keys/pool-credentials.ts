import { kesKeyFromBytes } from '../crypto/kes-key.ts';
import { createKesSigner } from '../crypto/kes-signer.ts';
import { LedgerError } from '../errors.ts';
import { verifyOperationalCertificate } from '../praos/operational-certificate.ts';
import { type PoolCredentials, poolCredentials } from '../praos/pool-credentials.ts';
import { readKey, readVrfSigningKey } from './key-file.ts';
import { keyKinds } from './key-kind.ts';
import { readOperationalCertificate } from './operational-certificate-file.ts';

/** A file that was read: its name for the errors, and its content. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/**
 * The credentials in a block producer's three files (cardano-node's --shelley-vrf-key, --shelley-kes-key and
 * --shelley-operational-certificate), which must belong together; LEDGER_KEY_FILE names the file that does not.
 */
export function readPoolCredentials(files: {
  readonly vrf: NamedText;
  readonly kes: NamedText;
  readonly opcert: NamedText;
}): PoolCredentials {
  const vrfSeed = readVrfSigningKey(files.vrf.file, files.vrf.text);
  const kes = createKesSigner(kesKeyFromBytes(readKey(keyKinds.kesSigning, files.kes.file, files.kes.text)));
  const { opcert, coldVk } = readOperationalCertificate(files.opcert.file, files.opcert.text);
  const { file } = files.opcert;
  const fault = { code: 'LEDGER_KEY_FILE', file, field: 'cborHex' } as const;
  if (!verifyOperationalCertificate(coldVk, opcert))
    throw new LedgerError({
      ...fault,
      expected: 'a certificate signed by its cold key',
      got: 'another signature',
    });
  if (Buffer.compare(opcert.hotVk, kes.verificationKey) !== 0)
    throw new LedgerError({
      ...fault,
      expected: `a certificate for the KES key of ${files.kes.file}`,
      got: 'one for another KES key',
    });
  return poolCredentials({ coldVk, vrfSeed, kes, opcert });
}

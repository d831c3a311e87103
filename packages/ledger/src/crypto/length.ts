import { LedgerError } from '../errors.ts';

/** Refuses our own key material and hashes of the wrong size; hostile bytes are answered with a value instead. */
export function expectLength(what: string, bytes: Uint8Array, expectedBytes: number): void {
  if (bytes.length !== expectedBytes)
    throw new LedgerError({ code: 'LEDGER_LENGTH', what, expectedBytes, gotBytes: bytes.length });
}

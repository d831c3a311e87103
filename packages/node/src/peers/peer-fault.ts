import { CborError } from '@slotbench/cbor';
import { LedgerError } from '@slotbench/ledger';
import { WireError } from '@slotbench/wire';

/** A peer broke a rule that the state machines of the protocols do not know. Its connection ends, nothing else. */
export class PeerFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PeerFault';
  }
}

/** Whether the peer (or the network) is to blame; anything else is a defect of this node and ends it. */
export function isPeersFault(error: unknown): error is Error {
  return (
    error instanceof PeerFault ||
    error instanceof WireError ||
    error instanceof LedgerError ||
    error instanceof CborError
  );
}

import { WireError, type WireErrorCode } from '@slotbench/wire';
import type { EndReason } from '../log/observation.ts';

/** A node broke a rule that the state machines of the protocols do not know. Its connection ends, nothing else. */
export class PeerFault extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason, message: string) {
    super(message);
    this.name = 'PeerFault';
    this.reason = reason;
  }
}

const REASONS: Readonly<Record<WireErrorCode, EndReason>> = {
  WIRE_ILLEGAL_MESSAGE: 'protocol',
  WIRE_WRONG_AGENCY: 'protocol',
  WIRE_DECODE: 'garbage',
  WIRE_TOO_LARGE: 'flood',
  WIRE_TIMEOUT: 'silent',
  WIRE_SDU: 'garbage',
  WIRE_UNKNOWN_PROTOCOL: 'garbage',
  WIRE_WRONG_DIRECTION: 'garbage',
  WIRE_INGRESS_OVERRUN: 'flood',
  WIRE_REFUSED: 'refused',
  WIRE_BAD_SELECTION: 'refused',
  WIRE_ENDED: 'closed',
  WIRE_SOCKET: 'closed',
  WIRE_ADDRESS: 'unreachable',
  WIRE_ADDRESS_IN_USE: 'unreachable',
};

/** Peers may write whole books into a refusal. */
const LONGEST_TEXT = 500;

/** The reason and the words for the log; undefined if the error is a defect of ours. */
export function explainEnd(error: unknown): { reason: EndReason; text: string } | undefined {
  if (error instanceof PeerFault) return { reason: error.reason, text: error.message };
  if (!(error instanceof WireError)) return undefined;
  const text = error.message.slice(0, LONGEST_TEXT);
  return { reason: REASONS[error.code], text };
}

/** Whether the node is to blame and not the network: such a node is left alone for longer. */
export function isFault(reason: EndReason): boolean {
  return reason !== 'stopped' && reason !== 'unreachable' && reason !== 'closed';
}

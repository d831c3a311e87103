/** What can go wrong on a connection. Match on the code and the fields, never on the text. */
export type WireErrorCode =
  | 'WIRE_ILLEGAL_MESSAGE' // a message that its state does not allow
  | 'WIRE_WRONG_AGENCY' // send or receive was called while the other side had the turn
  | 'WIRE_DECODE' // bytes that are no message of the protocol
  | 'WIRE_TOO_LARGE' // a message over the size limit of its state
  | 'WIRE_TIMEOUT' // a state, an SDU or a handshake over its time limit
  | 'WIRE_SDU' // an SDU that the mux does not allow
  | 'WIRE_UNKNOWN_PROTOCOL' // an SDU of a mini-protocol that this connection does not run
  | 'WIRE_WRONG_DIRECTION' // an SDU with the direction bit of this side
  | 'WIRE_INGRESS_OVERRUN' // the peer sent more than a protocol may have waiting
  | 'WIRE_REFUSED' // the handshake was refused, by either side
  | 'WIRE_BAD_SELECTION' // the responder chose what was not offered
  | 'WIRE_ENDED' // the connection is over
  | 'WIRE_SOCKET' // the operating system reported an error
  | 'WIRE_ADDRESS' // an address that cannot be used
  | 'WIRE_ADDRESS_IN_USE'; // somebody listens there already

const meaning: Readonly<Record<WireErrorCode, string>> = {
  WIRE_ILLEGAL_MESSAGE: 'message not allowed in this state',
  WIRE_WRONG_AGENCY: 'called out of turn',
  WIRE_DECODE: 'undecodable message',
  WIRE_TOO_LARGE: 'message over the size limit',
  WIRE_TIMEOUT: 'time limit passed',
  WIRE_SDU: 'bad SDU',
  WIRE_UNKNOWN_PROTOCOL: 'SDU of a mini-protocol that is not run here',
  WIRE_WRONG_DIRECTION: 'SDU with the wrong direction bit',
  WIRE_INGRESS_OVERRUN: 'peer sent more than may wait',
  WIRE_REFUSED: 'handshake refused',
  WIRE_BAD_SELECTION: 'peer selected what was not offered',
  WIRE_ENDED: 'connection ended',
  WIRE_SOCKET: 'socket error',
  WIRE_ADDRESS: 'unusable address',
  WIRE_ADDRESS_IN_USE: 'address in use',
};

/** Where and what; every field is optional, so that the text names exactly what is known. */
export interface WireErrorFields {
  readonly code: WireErrorCode;
  /** Mini-protocol, as its specification names it: `chain-sync`, `trace-object`. */
  readonly protocol?: string;
  readonly state?: string;
  /** Kind of the message concerned. */
  readonly message?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly hint?: string;
  readonly cause?: unknown;
}

export class WireError extends Error {
  readonly code: WireErrorCode;
  readonly protocol: string | undefined;
  readonly state: string | undefined;
  readonly messageKind: string | undefined;
  readonly expected: string | undefined;
  readonly got: string | undefined;

  constructor(fields: WireErrorFields) {
    super(describe(fields), fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = 'WireError';
    this.code = fields.code;
    this.protocol = fields.protocol;
    this.state = fields.state;
    this.messageKind = fields.message;
    this.expected = fields.expected;
    this.got = fields.got;
  }
}

/** A message that `state` does not allow; what every `step` throws. */
export function illegalMessage(
  protocol: string,
  state: string,
  message: string,
  expected?: string,
): WireError {
  return new WireError({
    code: 'WIRE_ILLEGAL_MESSAGE',
    protocol,
    state,
    message,
    ...(expected === undefined ? {} : { expected }),
  });
}

function describe(fields: WireErrorFields): string {
  const where = [
    fields.protocol,
    fields.state && `in state ${fields.state}`,
    fields.message && `message ${fields.message}`,
  ].filter(Boolean);
  const said = [
    fields.expected && `expected ${fields.expected}`,
    fields.got && `got ${fields.got}`,
    fields.cause instanceof Error && fields.cause.message,
    fields.hint,
  ].filter(Boolean);
  return [`${fields.code}: ${meaning[fields.code]}`, where.join(' '), said.join(', ')]
    .filter((part) => part !== '')
    .join(': ');
}

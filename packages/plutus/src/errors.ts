/** What makes a script, a term or data unreadable. `place` says where: `bit 123`, `line 3, column 7`, `byte 9`. */
export type PlutusErrorCode =
  | 'PLUTUS_FLAT' // not the flat encoding of a program
  | 'PLUTUS_TEXT' // not the text of a program, constant or data
  | 'PLUTUS_DATA' // not the CBOR of Plutus data
  | 'PLUTUS_ENVELOPE' // not a text envelope, or one of another kind
  | 'PLUTUS_TERM' // a term that cannot be: a free variable, an unencodable constant
  | 'PLUTUS_SCRIPT' // a script that its language does not allow at this protocol version
  | 'PLUTUS_COST_MODEL' // a cost model that does not fit
  | 'PLUTUS_PARAMETERS' // protocol parameters without what scripts need
  | 'PLUTUS_STRATEGY' // a strategy of calibration that nobody knows
  | 'PLUTUS_CALIBRATION' // a script that cannot be fitted to a budget
  | 'PLUTUS_LIMIT'; // larger or deeper than the reader allows

export class PlutusError extends Error {
  readonly code: PlutusErrorCode;
  readonly place: string;
  readonly expected: string;
  readonly got: string;

  constructor(
    code: PlutusErrorCode,
    at: { place: string; expected: string; got: string },
    options?: ErrorOptions,
  ) {
    super(`${at.place}: expected ${at.expected}, got ${at.got}`, options);
    this.name = 'PlutusError';
    this.code = code;
    this.place = at.place;
    this.expected = at.expected;
    this.got = at.got;
  }
}

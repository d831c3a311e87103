/** What can stop the ledger from reading or making something. `code` decides, the message derives from the fields. */
export type LedgerFault =
  | { code: 'LEDGER_LENGTH'; what: string; expectedBytes: number; gotBytes: number }
  | { code: 'LEDGER_KEY_FILE'; file: string; field: string; expected: string; got: string }
  | { code: 'LEDGER_KES_PERIOD'; period: number; from: number; to: number }
  | { code: MalformedCode; place: string; expected: string; got: string };

/** Bytes or files that are not what their format says. `place` is a file with a JSON path, or a part of the bytes. */
export type MalformedCode =
  | 'LEDGER_ADDRESS'
  | 'LEDGER_TX'
  | 'LEDGER_BLOCK'
  | 'LEDGER_GENESIS'
  | 'LEDGER_GENESIS_SPEC';

export class LedgerError extends Error {
  readonly fault: LedgerFault;
  readonly code: LedgerFault['code'];

  constructor(fault: LedgerFault, options?: ErrorOptions) {
    super(describe(fault), options);
    this.name = 'LedgerError';
    this.fault = fault;
    this.code = fault.code;
  }
}

function describe(fault: LedgerFault): string {
  switch (fault.code) {
    case 'LEDGER_ADDRESS':
    case 'LEDGER_TX':
    case 'LEDGER_BLOCK':
    case 'LEDGER_GENESIS':
    case 'LEDGER_GENESIS_SPEC':
      return `${fault.place}: expected ${fault.expected}, got ${fault.got}`;
    case 'LEDGER_LENGTH':
      return `${fault.what}: expected ${fault.expectedBytes} bytes, got ${fault.gotBytes}`;
    case 'LEDGER_KEY_FILE':
      return `${fault.file}: ${fault.field}: expected ${fault.expected}, got ${fault.got}`;
    case 'LEDGER_KES_PERIOD':
      return `this KES key signs for periods ${fault.from}..${fault.to}, not for ${fault.period}; issue a new operational certificate`;
  }
}

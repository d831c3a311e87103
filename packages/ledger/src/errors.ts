/** What can stop the ledger from reading or making something. `code` decides, the message derives from the fields. */
export type LedgerFault =
  | { code: 'LEDGER_LENGTH'; what: string; expectedBytes: number; gotBytes: number }
  | { code: 'LEDGER_KEY_FILE'; file: string; field: string; expected: string; got: string }
  | { code: 'LEDGER_KES_PERIOD'; period: number; from: number; to: number }
  | ({ code: MalformedCode } & Fault)
  | { code: 'LEDGER_GENESIS'; faults: readonly Fault[] };

/** One thing that is wrong: `place` is a file with a JSON path, or a part of the bytes. */
export interface Fault {
  readonly place: string;
  readonly expected: string;
  readonly got: string;
}

/** Bytes or values that are not what their format says. */
export type MalformedCode =
  | 'LEDGER_ADDRESS'
  | 'LEDGER_TX'
  | 'LEDGER_BLOCK'
  | 'LEDGER_GENESIS_SPEC'
  | 'LEDGER_GENESIS_FOLDER';

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
    case 'LEDGER_GENESIS_SPEC':
    case 'LEDGER_GENESIS_FOLDER':
      return describeFault(fault);
    case 'LEDGER_GENESIS':
      return fault.faults.map(describeFault).join('\n');
    case 'LEDGER_LENGTH':
      return `${fault.what}: expected ${fault.expectedBytes} bytes, got ${fault.gotBytes}`;
    case 'LEDGER_KEY_FILE':
      return `${fault.file}: ${fault.field}: expected ${fault.expected}, got ${fault.got}`;
    case 'LEDGER_KES_PERIOD':
      return `this KES key signs for periods ${fault.from}..${fault.to}, not for ${fault.period}; issue a new operational certificate`;
  }
}

function describeFault({ place, expected, got }: Fault): string {
  return `${place}: expected ${expected}, got ${got}`;
}

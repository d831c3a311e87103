import { describeFaults, type Fault } from '@slotbench/tracing';

/** What can stop the generator; each has its exit code. */
export type GeneratorErrorCode =
  | 'GENERATOR_USAGE' // the command line
  | 'GENERATOR_MISSING_FILE' // a file that was named cannot be read
  | 'GENERATOR_BAD_FILE' // a file that was named cannot be used as it is
  | 'GENERATOR_FUNDS' // the genesis does not give the key enough
  | 'GENERATOR_TRANSACTION' // the asked shape of a transaction breaks a rule of the ledger
  | 'GENERATOR_UNREACHABLE' // a target that does not answer
  | 'GENERATOR_REFUSED' // a target of another network
  | 'GENERATOR_SPLIT' // the chain does not take the split transactions
  | 'GENERATOR_OUTPUT'; // a result file that cannot be written

const EXIT = {
  GENERATOR_USAGE: 'usage',
  GENERATOR_MISSING_FILE: 'noInput',
  GENERATOR_BAD_FILE: 'badData',
  GENERATOR_FUNDS: 'badData',
  GENERATOR_TRANSACTION: 'badData',
  GENERATOR_UNREACHABLE: 'unavailable',
  GENERATOR_REFUSED: 'unavailable',
  GENERATOR_SPLIT: 'unavailable',
  GENERATOR_OUTPUT: 'cannotCreate',
} as const satisfies Record<GeneratorErrorCode, string>;

/** `place` is a file, a target or a part of the work; `faults` lists everything that is wrong with it. */
export class GeneratorError extends Error {
  readonly code: GeneratorErrorCode;
  readonly place: string;
  readonly faults: readonly Fault[];

  constructor(o: {
    code: GeneratorErrorCode;
    place: string;
    problem?: string;
    faults?: readonly Fault[];
    hint?: string;
    cause?: unknown;
  }) {
    super(describeFaults(o), o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'GeneratorError';
    this.code = o.code;
    this.place = o.place;
    this.faults = o.faults ?? [];
  }

  /** Which of the programs' exit codes this is. */
  get exit(): (typeof EXIT)[GeneratorErrorCode] {
    return EXIT[this.code];
  }
}

import { describeFaults } from '@slotbench/tracing';

/** What can stop the observer; each has its exit code. A node that misbehaves is none of these (`peer/peer-fault.ts`). */
export type ObserverErrorCode =
  | 'OBSERVER_USAGE' // the command line
  | 'OBSERVER_MISSING_FILE' // a file of the run cannot be read
  | 'OBSERVER_BAD_FILE' // a file of the run cannot be used as it is
  | 'OBSERVER_OUTPUT'; // the log cannot be written

const EXIT = {
  OBSERVER_USAGE: 'usage',
  OBSERVER_MISSING_FILE: 'noInput',
  OBSERVER_BAD_FILE: 'badData',
  OBSERVER_OUTPUT: 'cannotCreate',
} as const satisfies Record<ObserverErrorCode, string>;

/** `place` is a file or the command line. */
export class ObserverError extends Error {
  readonly code: ObserverErrorCode;
  readonly place: string;

  constructor(o: {
    code: ObserverErrorCode;
    place: string;
    problem: string;
    hint?: string;
    cause?: unknown;
  }) {
    super(describeFaults(o), o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'ObserverError';
    this.code = o.code;
    this.place = o.place;
  }

  /** Which of the programs' exit codes this is. */
  get exit(): (typeof EXIT)[ObserverErrorCode] {
    return EXIT[this.code];
  }
}

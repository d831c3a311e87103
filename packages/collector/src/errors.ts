import { describeFaults, type Fault } from '@slotbench/tracing';
import { WireError } from '@slotbench/wire';

/** What can stop the collector before it accepts anything; each has its exit code (design: one table of codes). */
export type CollectorErrorCode =
  | 'COLLECTOR_USAGE' // the command line
  | 'COLLECTOR_CONFIG_MISSING' // a file that was named is not there
  | 'COLLECTOR_CONFIG' // a file that was named cannot be used as it is
  | 'COLLECTOR_UNAVAILABLE' // a port or socket that somebody else holds
  | 'COLLECTOR_LOG_ROOT' // a log folder that cannot be made or written
  | 'COLLECTOR_NO_LOGS' // a log root that was named holds nothing to compare
  | 'COLLECTOR_BAD_LOG'; // a log file that cannot be read

const EXIT = {
  COLLECTOR_USAGE: 'usage',
  COLLECTOR_CONFIG: 'badData',
  COLLECTOR_CONFIG_MISSING: 'noInput',
  COLLECTOR_UNAVAILABLE: 'unavailable',
  COLLECTOR_LOG_ROOT: 'cannotCreate',
  COLLECTOR_NO_LOGS: 'noInput',
  COLLECTOR_BAD_LOG: 'badData',
} as const satisfies Record<CollectorErrorCode, string>;

/** `place` is a file, address or folder; `faults` lists everything that is wrong with it. */
export class CollectorError extends Error {
  readonly code: CollectorErrorCode;
  readonly place: string;
  readonly problem: string | undefined;
  readonly faults: readonly Fault[];

  constructor(o: {
    code: CollectorErrorCode;
    place: string;
    problem?: string;
    faults?: readonly Fault[];
    hint?: string;
    cause?: unknown;
  }) {
    super(describeFaults(o), o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'CollectorError';
    this.code = o.code;
    this.place = o.place;
    this.problem = o.problem;
    this.faults = o.faults ?? [];
  }

  /** Which of the programs' exit codes this is. */
  get exit(): (typeof EXIT)[CollectorErrorCode] {
    return EXIT[this.code];
  }
}

/** An address that cannot be listened on; `key` is the configuration key it came from. */
export function unavailable(address: string, key: string, cause: unknown): CollectorError {
  const code = cause instanceof WireError ? cause.code : (cause as NodeJS.ErrnoException).code;
  const inUse = code === 'WIRE_ADDRESS_IN_USE' || code === 'EADDRINUSE';
  return new CollectorError({
    code: 'COLLECTOR_UNAVAILABLE',
    place: `${address} (${key})`,
    problem: inUse ? 'another process accepts connections here' : (cause as Error).message,
    ...(inUse ? { hint: 'stop it, or choose another address' } : {}),
    cause,
  });
}

/** What can be wrong with a profile. */
export type ProfileErrorCode =
  | 'PROFILE_UNKNOWN' // no profile has this name
  | 'PROFILE_INVALID' // a value has the wrong type or is out of range, or a key is unknown
  | 'PROFILE_DERIVED' // an overlay sets what is computed from other values
  | 'PROFILE_PIECES' // two pieces of one profile set the same value
  | 'PROFILE_TOPOLOGY'; // the composition has no such graph

/** One fault: where it is and what to do. `path` is a JSON path such as `genesis.epoch_length`, empty for the whole. */
export interface ProfileFault {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** `place` is the profile's name or the overlay's file; `hint` says what to do next. */
export class ProfileError extends Error {
  readonly code: ProfileErrorCode;
  /** Kind of exit code of a command that ends with this error. */
  readonly exit: 'usage' | 'badData';
  readonly place: string;
  readonly faults: readonly ProfileFault[];
  readonly hint: string | undefined;

  constructor(
    code: ProfileErrorCode,
    o: { place: string; faults: readonly ProfileFault[]; hint?: string | undefined },
  ) {
    const faults = o.faults.map(({ path, expected, got }) => {
      return `${path === '' ? '' : `${path}: `}expected ${expected}, got ${got}`;
    });
    super(`${o.place}: ${faults.join('; ')}${o.hint === undefined ? '' : ` (${o.hint})`}`);
    this.name = 'ProfileError';
    this.code = code;
    this.exit = code === 'PROFILE_UNKNOWN' ? 'usage' : 'badData';
    this.place = o.place;
    this.faults = o.faults;
    this.hint = o.hint;
  }
}

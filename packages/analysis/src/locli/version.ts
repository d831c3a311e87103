/** The program and revision that an export names; upstream's own keys. */
export interface LocliVersion {
  readonly gitRev: string;
  readonly version: string;
}

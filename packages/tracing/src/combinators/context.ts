import type { Detail, Severity } from '../severity.ts';

/** What combinators have noted about a message on its way; the full name is `prefix` and `inner`, joined by dots. */
export interface Context {
  readonly prefix: readonly string[];
  readonly inner: readonly string[];
  readonly severity?: Severity | undefined;
  readonly privacy?: 'Public' | 'Confidential' | undefined;
  readonly detail?: Detail | undefined;
}

export const emptyContext: Context = { prefix: [], inner: [] };

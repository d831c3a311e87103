/** Pure: the life of a lease or token of Vault from its issue to its end. Times in milliseconds since 1970. */

/**
 * `live`: renewing lengthens it. `ending`: it has reached the longest life that Vault allows and only another one helps.
 * `lost`: it is gone, or nothing can be known of it any more.
 */
export type Lease =
  | { readonly kind: 'live'; readonly term: Term; readonly failures: number }
  | { readonly kind: 'ending'; readonly term: Term; readonly failures: number }
  | { readonly kind: 'lost'; readonly reason: string };

export interface Term {
  /** Since when the present duration counts. */
  readonly fromMs: number;
  readonly endsMs: number;
  /** What is asked for at a renewal. */
  readonly ttlMs: number;
}

export type LeaseEvent =
  | {
      readonly kind: 'renewed';
      readonly atMs: number;
      readonly grantedMs: number;
      readonly renewable: boolean;
    }
  /** Vault says that it does not exist or may not be renewed. */
  | { readonly kind: 'refused'; readonly atMs: number; readonly problem: string }
  | { readonly kind: 'unreachable'; readonly atMs: number; readonly problem: string };

/** Of its time, before it is renewed or replaced. */
const SHARE = 2 / 3;
/** At most so much earlier, so that 52 leases of one moment are not renewed in one moment. */
const JITTER_SHARE = 0.1;
/** Between tries while Vault cannot be reached. */
const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 60_000;

/** A lease as it was issued; `undefined` for what never ends. */
export function issued(o: {
  readonly atMs: number;
  readonly ttlMs: number;
  readonly renewable: boolean;
}): Lease | undefined {
  if (o.ttlMs <= 0) return undefined;
  const term = { fromMs: o.atMs, endsMs: o.atMs + o.ttlMs, ttlMs: o.ttlMs };
  return { kind: o.renewable ? 'live' : 'ending', term, failures: 0 };
}

/** When to renew (`live`) or replace (`ending`) it; `undefined` once it is lost. 0 ≤ jitter < 1. */
export function nextAttemptMs(lease: Lease, jitter: number): number | undefined {
  if (lease.kind === 'lost') return undefined;
  const { fromMs, endsMs } = lease.term;
  const life = endsMs - fromMs;
  if (lease.failures === 0) return fromMs + life * SHARE * (1 - jitter * JITTER_SHARE);
  const backOff = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** (lease.failures - 1));
  // A short lease is tried more often: its last third must hold several tries.
  return fromMs + life * SHARE + Math.min(backOff, life / 20) * lease.failures * (1 + jitter * JITTER_SHARE);
}

/** The lease after what happened to it. */
export function step(lease: Lease, event: LeaseEvent): Lease {
  if (lease.kind === 'lost') return lease;
  switch (event.kind) {
    case 'renewed': {
      const { ttlMs } = lease.term;
      const term = { fromMs: event.atMs, endsMs: event.atMs + event.grantedMs, ttlMs };
      if (event.grantedMs <= 0) return { kind: 'lost', reason: 'Vault gave it no more time' };
      // Vault counts whole seconds: so much is lost by rounding, more by a maximum.
      const cut = event.grantedMs < ttlMs - Math.min(1500, ttlMs / 4);
      return { kind: cut || !event.renewable ? 'ending' : 'live', term, failures: 0 };
    }
    case 'refused':
      if (event.atMs >= lease.term.endsMs) return { kind: 'lost', reason: 'it has ended' };
      return { kind: 'lost', reason: event.problem };
    case 'unreachable':
      if (event.atMs >= lease.term.endsMs)
        return { kind: 'lost', reason: `Vault could not be reached until it ended: ${event.problem}` };
      return { ...lease, failures: lease.failures + 1 };
  }
}

/** Pure: whether what is held lasts as long as the run, in words. */

/** One credential and the longest that it can be kept. */
export interface Span {
  /** `Nomad token (nomad/creds/perf)`. */
  readonly what: string;
  /** Milliseconds from now, however often it is renewed; `null`: for ever. */
  readonly maxMs: number | null;
  /** Another one can be had when it ends, without anybody being asked. */
  readonly replaceable: boolean;
  /** Where its longest life is set. */
  readonly setBy: string;
}

export interface Coverage {
  /** What ends the run early if nobody does anything. */
  readonly shortfalls: readonly string[];
  /** What will happen and needs nobody. */
  readonly notes: readonly string[];
}

/** A run may last longer than planned by its tolerance, its analysis and the fetching of its logs. */
const SPARE_MS = 10 * 60_000;

/**
 * What Vault issued lives no longer than the token that it was asked with: `token` is judged first. Where a `plannedMs` of 20 hours meets
 * a `max_ttl` of 8, this says so before the run.
 */
export function coverage(o: {
  readonly token: Span;
  readonly leases: readonly Span[];
  readonly plannedMs: number;
}): Coverage {
  const neededMs = o.plannedMs + Math.min(SPARE_MS, o.plannedMs / 4);
  const short = (span: Span): boolean => span.maxMs !== null && span.maxMs < neededMs;
  const shortfalls: string[] = [];
  const notes: string[] = [];
  if (short(o.token)) {
    const also = o.leases.map(({ what }) => what);
    shortfalls.push(
      `${sentence(o.token, o.plannedMs, neededMs)}${also.length === 0 ? '' : `; with it ${also.length === 1 ? 'ends' : 'end'} the ${also.join(' and the ')}`}; ${o.token.setBy}`,
    );
  }
  for (const lease of o.leases) {
    if (!short(lease)) continue;
    if (lease.replaceable)
      notes.push(
        `the ${lease.what} lives ${inWords(lease.maxMs!)} at most and will be replaced by another one before it ends`,
      );
    else shortfalls.push(`${sentence(lease, o.plannedMs, neededMs)}; ${lease.setBy}`);
  }
  return { shortfalls, notes };
}

function sentence({ what, maxMs }: Span, plannedMs: number, neededMs: number): string {
  const left = maxMs!;
  if (left >= plannedMs)
    return `the ${what} can be kept for ${inWords(left)} and the run is planned for ${inWords(plannedMs)}: that leaves less than the ${inWords(neededMs - plannedMs)} that it may take longer`;
  return `the ${what} can be kept for ${inWords(left)} at most and the run is planned for ${inWords(plannedMs)}: it would end ${inWords(plannedMs - left)} too early`;
}

/** `20 h 3 min`, `45 min`, `12 s`. */
export function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 72) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

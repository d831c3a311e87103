import { inWords } from './coverage.ts';
import { type Lease, type LeaseEvent, nextAttemptMs, step } from './lease.ts';

/** Something with a lease that must outlast a run. */
export interface Kept {
  readonly what: string;
  readonly lease: Lease;
  renew(ttlMs: number): Promise<LeaseEvent>;
  /** Gets another one in its place; `undefined` where that takes a person. Gives the new lease, or why there is none. */
  readonly replace?: () => Promise<Lease | { readonly kind: 'failed'; readonly problem: string }>;
  /** Told of every new term, so that the record on disk is right. */
  readonly changed: (lease: Lease) => Promise<void>;
}

export interface KeeperEvent {
  readonly kind: 'renewed' | 'replaced' | 'retrying' | 'ends-soon' | 'lost';
  readonly what: string;
  readonly words: string;
}

export interface Keeper {
  /** Resolves once no renewal is under way any more. */
  stop(): Promise<void>;
}

/** Renews each lease after two thirds of its time, replaces those that cannot be renewed any longer, and says what it could not keep. */
export function keepLeases(
  kept: readonly Kept[],
  o: {
    readonly now: () => number;
    /** Rejects or resolves early when `signal` aborts; does not keep the process alive. */
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly random: () => number;
    readonly tell: (event: KeeperEvent) => void;
  },
): Keeper {
  const stop = new AbortController();
  const all = Promise.all(kept.map((one) => keep(one, { ...o, signal: stop.signal })));
  return {
    async stop() {
      stop.abort();
      await all;
    },
  };
}

async function keep(
  kept: Kept,
  o: Parameters<typeof keepLeases>[1] & { readonly signal: AbortSignal },
): Promise<void> {
  const { what } = kept;
  const tell = (kind: KeeperEvent['kind'], words: string) =>
    o.tell({ kind, what, words: `the ${what} ${words}` });
  const wait = async (untilMs: number) => {
    // A timer of more than 24 days would fire at once.
    while (!o.signal.aborted && o.now() < untilMs)
      await o.sleep(Math.min(untilMs - o.now(), 2 ** 31 - 1), o.signal).catch(() => undefined);
  };
  let lease = kept.lease;
  let warned = false;
  while (!o.signal.aborted) {
    const atMs = nextAttemptMs(lease, o.random());
    if (atMs === undefined || lease.kind === 'lost') return;
    await wait(atMs);
    if (o.signal.aborted) return;
    if (lease.kind === 'live') {
      const event = await kept.renew(lease.term.ttlMs);
      lease = step(lease, event);
      if (event.kind === 'unreachable' && lease.kind !== 'lost')
        tell(
          'retrying',
          `could not be renewed (${event.problem}); it ends in ${inWords(lease.term.endsMs - o.now())} and is tried again`,
        );
      if (event.kind === 'renewed' && lease.kind !== 'lost') {
        tell('renewed', `is renewed and ends in ${inWords(lease.term.endsMs - o.now())}`);
        await kept.changed(lease);
      }
      if (lease.kind !== 'lost') continue;
    }
    if (kept.replace === undefined) {
      if (lease.kind === 'ending') {
        if (!warned)
          tell(
            'ends-soon',
            `ends in ${inWords(lease.term.endsMs - o.now())} and cannot be renewed any longer`,
          );
        warned = true;
        await wait(lease.term.endsMs);
        if (!o.signal.aborted) tell('lost', 'has ended: it reached the longest life that Vault allows');
      } else tell('lost', `is lost: ${lease.reason}`);
      return;
    }
    const found = await kept.replace();
    if (found.kind !== 'failed') {
      lease = found;
      tell('replaced', 'is replaced by another one');
      await kept.changed(lease);
    } else {
      const before: Lease = lease.kind === 'lost' ? lostTerm(kept.lease, o.now()) : lease;
      lease = step(before, { kind: 'unreachable', atMs: o.now(), problem: found.problem });
      if (lease.kind === 'lost') tell('lost', `is lost and no other one can be had: ${found.problem}`);
      else tell('retrying', `could not be replaced (${found.problem}) and is tried again`);
    }
  }
}

/** What was lost early is asked for again for as long as it was meant to last. */
function lostTerm(lease: Lease, nowMs: number): Lease {
  if (lease.kind === 'lost') return lease;
  const { ttlMs } = lease.term;
  return {
    kind: 'ending',
    term: { fromMs: nowMs - (ttlMs * 2) / 3, endsMs: nowMs + ttlMs / 3, ttlMs },
    failures: 0,
  };
}

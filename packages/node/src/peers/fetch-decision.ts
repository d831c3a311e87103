/** A peer that blocks can be asked of. */
export interface FetchPeer {
  readonly id: number;
  /** Hash of the tip of its validated candidate chain; undefined while it has none beyond the genesis. */
  readonly candidate: string | undefined;
  /** Order in which peers came to their candidate: the first to announce is asked first. */
  readonly announced: number;
  /** It is still answering a request. */
  readonly busy: boolean;
}

export interface FetchView {
  readonly peers: readonly FetchPeer[];
  /** A validated header, or undefined for one that is not known. */
  header(hash: string): { readonly prevHash: string | undefined } | undefined;
  /** Whether a chain ending in this header would replace the current one. */
  preferred(hash: string): boolean;
  /** Whether the block is stored already (or is the genesis). */
  stored(hash: string | undefined): boolean;
  invalid(hash: string): boolean;
  /** Whether the block was asked of a peer not too long ago. */
  underway(hash: string): boolean;
  /** Order of preference of two candidate tips, best first. */
  compare(a: string, b: string): number;
}

export interface FetchOrder {
  readonly peer: number;
  /** Consecutive blocks, oldest first; never empty. */
  readonly hashes: readonly string[];
}

/**
 * What to ask of whom: for the best candidates first, the blocks that are neither stored nor underway, of the peer
 * that announced the candidate first and is free. A block is asked of one peer at a time; one whose request timed out
 * is no longer underway and goes to the next peer that has it.
 */
export function decideFetches(view: FetchView, o: { maxBlocks: number }): FetchOrder[] {
  const ordered = view.peers
    .filter((p) => !p.busy && p.candidate !== undefined && view.preferred(p.candidate))
    .sort((a, b) => view.compare(a.candidate!, b.candidate!) || a.announced - b.announced);
  const ordering = new Set<string>();
  const orders: FetchOrder[] = [];
  for (const peer of ordered) {
    const hashes = missingRun(peer.candidate!, view, ordering).slice(0, o.maxBlocks);
    if (hashes.length === 0) continue;
    for (const hash of hashes) ordering.add(hash);
    orders.push({ peer: peer.id, hashes });
  }
  return orders;
}

/** The oldest run of consecutive blocks of the candidate that nobody is asked for; empty if a block is invalid. */
function missingRun(candidate: string, view: FetchView, ordering: ReadonlySet<string>): string[] {
  const missing: string[] = [];
  let at: string | undefined = candidate;
  while (at !== undefined && !view.stored(at)) {
    if (view.invalid(at)) return [];
    missing.push(at);
    const header = view.header(at);
    if (header === undefined) return [];
    at = header.prevHash;
  }
  missing.reverse();
  const free = (hash: string): boolean => !view.underway(hash) && !ordering.has(hash);
  const first = missing.findIndex(free);
  if (first < 0) return [];
  const run = missing.slice(first);
  const end = run.findIndex((hash) => !free(hash));
  return end < 0 ? run : run.slice(0, end);
}

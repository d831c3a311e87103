import type { HostView } from '../chain/rebuild.ts';
import type { Announcement } from './bounds.ts';

/** An announcement with the slot of its block. */
export interface BlockAnnouncement extends Announcement {
  readonly slot: number;
}

/**
 * Every block with its forger and every host that noticed it; hosts by their place in `hosts`. Stamps of the legacy system are cut to
 * 10 ms: that much later may the header truly have been noticed, so it is added to the delay.
 */
export function announcements(hosts: readonly HostView[]): BlockAnnouncement[] {
  const sent = new Map<string, { from: number; at: number; slot: number }>();
  for (const [from, { view }] of hosts.entries())
    for (const { hash, forge, announced, slot } of view.records.values())
      if (forge !== undefined && !sent.has(hash))
        sent.set(hash, { from, at: announced ?? forge.forged, slot: slot ?? 0 });

  const found: BlockAnnouncement[] = [];
  const resolutions = hosts.map(({ view }) => resolution(view));
  for (const [to, { view }] of hosts.entries())
    for (const { hash, noticed } of view.records.values()) {
      const block = noticed === undefined ? undefined : sent.get(hash);
      if (block !== undefined && block.from !== to)
        found.push({ from: block.from, to, slot: block.slot, delay: noticed! - block.at + resolutions[to]! });
    }
  return found;
}

const COARSE_NS = 10_000_000;
/** Fewer stamps may be round by chance. */
const ENOUGH_STAMPS = 4;

/** What the stamps of a host are cut to, in ns; 0: nothing that matters. */
function resolution(view: HostView['view']): number {
  let stamps = 0;
  for (const { noticed, forge } of view.records.values()) {
    const at = noticed ?? forge?.forged;
    if (at === undefined) continue;
    if (at % COARSE_NS !== 0) return 0;
    stamps++;
  }
  return stamps >= ENOUGH_STAMPS ? COARSE_NS : 0;
}

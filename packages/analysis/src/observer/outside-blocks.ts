import type { Observations } from './observation-fold.ts';
import type { OfferedBlock } from './observed-chain.ts';

/** A block of the main chain as the observer saw it, seconds since the start of its slot. */
export interface OutsideBlock extends OfferedBlock {
  readonly offered: readonly HostTime[];
  /** Until the whole block was there. */
  readonly served: readonly HostTime[];
  /** From asking for it until it was there. */
  readonly serving: readonly HostTime[];
}

interface HostTime {
  readonly host: string;
  readonly seconds: number;
}

/** The main chain from outside. */
export interface OutsideChain {
  /** Hosts that offered anything. */
  readonly hosts: readonly string[];
  /** Blocks that every one of them offered while it was followed; without the tip, which had no time to spread. */
  readonly blocks: readonly OutsideBlock[];
  /** Where the observer began: what is below it, it did not see. Null where it saw nothing. */
  readonly firstBlock: number | null;
  /** Blocks of the chain that some host was not followed for, or did not offer. */
  readonly partial: number;
}

/** The longest chain that a node offered last, whatever the logs say. Filters of the run do not apply. */
export function outsideChain({ nodes }: Pick<Observations, 'nodes'>, slotSeconds: number): OutsideChain {
  const active = nodes.filter(({ chain }) => chain.offers.size > 0);
  let longest: readonly OfferedBlock[] = [];
  for (const { chain } of active)
    if ((chain.links.at(-1)?.block ?? -1) > (longest.at(-1)?.block ?? -1)) longest = chain.links;
  const blocks: OutsideBlock[] = [];
  let partial = 0;
  for (const link of longest.slice(0, -1)) {
    const start = link.slot * slotSeconds;
    const offered = active.flatMap(({ host, chain }) => {
      const offer = chain.offers.get(link.hash);
      return offer === undefined ? [] : [{ host, seconds: offer.at - start }];
    });
    if (offered.length < active.length) {
      partial++;
      continue;
    }
    const servings = active.flatMap(({ host, chain }) => {
      const serving = chain.servings.get(link.hash);
      return serving === undefined ? [] : [{ host, serving }];
    });
    blocks.push({
      ...link,
      offered,
      served: servings.map(({ host, serving }) => ({ host, seconds: serving.wholeAt - start })),
      serving: servings.map(({ host, serving }) => ({ host, seconds: serving.wholeAt - serving.askedAt })),
    });
  }
  return { hosts: active.map(({ host }) => host), blocks, firstBlock: longest[0]?.block ?? null, partial };
}

import type { Battle } from '../results.ts';
import type { MainBlock } from './rebuild.ts';

/** Every block that lost against one of the chain: in a slot battle to one of the same slot, in a height battle to one of another. */
export function battles(chain: readonly MainBlock[]): Battle[] {
  return chain.flatMap((block) =>
    block.others.map(
      ({ hash, slot, forger, adopters }): Battle => ({
        blockNo: block.blockNo,
        winner: block.hash,
        loser: hash,
        slot: slot ?? null,
        forger: forger ?? null,
        adopters,
        kind: slot === undefined ? 'unknown' : slot === block.slot ? 'slot' : 'height',
      }),
    ),
  );
}

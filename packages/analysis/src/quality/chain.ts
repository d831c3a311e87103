import type { MainChain } from '../chain/rebuild.ts';
import type { BlockFacts } from '../metrics/block-facts.ts';
import type { ChainSummary, QualityItem } from '../results.ts';
import { item, times } from './item.ts';

/** Pieces of the main chain that the logs lack, and what the filters left out. */
export function chainItems(chain: MainChain, chainSummary: ChainSummary): QualityItem[] {
  const items: QualityItem[] = [];
  if (chainSummary.length === 0) {
    items.push(item('noChain', 'warning', 'No chain could be rebuilt: the logs hold fewer than two blocks.'));
    return items;
  }
  const gaps = (missing: string) => chain.gaps.filter((gap) => gap.missing === missing);
  const say = (missing: string, text: (count: string) => string) => {
    const found = gaps(missing);
    const blocks = found.reduce((sum, gap) => sum + gap.blocks, 0);
    if (found.length > 0)
      items.push(
        item(missing, 'warning', `${text(times(blocks, 'block'))} (first: block ${found[0]!.blockNo}).`, {
          count: blocks,
        }),
      );
  };
  say('noForger', (n) => `No log has the forging of ${n} of the main chain: forger times are missing there`);
  say('guessedParent', (n) => `The parent of ${n} was chosen by height and adoption, as nothing names it`);
  say('noBlock', (n) => `Nothing is known of ${n} of the main chain`);
  if (chainSummary.rejected > 0) {
    const reasons = Object.entries(chainSummary.rejectedBy)
      .map(([why, n]) => `${n} × ${why}`)
      .join('; ');
    const level = chainSummary.accepted === 0 ? 'warning' : 'note';
    items.push(
      item(
        'rejectedBlocks',
        level,
        `${times(chainSummary.rejected, 'block')} of ${chainSummary.length} failed the filters and count in no propagation metric: ${reasons}.`,
        { count: chainSummary.rejected },
      ),
    );
  }
  return items;
}

/** Phases that accepted blocks lack, and times below zero: where upstream puts in 10 ms, nothing is put in here. */
export function phaseItems(facts: readonly BlockFacts[]): QualityItem[] {
  const items: QualityItem[] = [];
  const accepted = facts.filter((b) => b.rejectedBy.length === 0);
  for (const phase of ['announced', 'sending', 'adopted'] as const) {
    const missing = accepted.filter(
      (b) => b.forger !== undefined && b.forger.times[phase] === undefined,
    ).length;
    if (missing > 0)
      items.push(
        item(
          `missing:${phase}`,
          missing > 0.05 * accepted.length ? 'warning' : 'note',
          `The forger’s “${phase}” trace is missing for ${times(missing, 'block')} of ${accepted.length}; they are left out of that metric (locli puts in 10 ms).`,
          { count: missing },
        ),
      );
  }
  const unsized = accepted.filter((b) => b.forger !== undefined && b.sizeBytes === undefined).length;
  if (unsized > 0)
    items.push(
      item('missing:size', 'note', `The size of ${times(unsized, 'block')} is not in the logs.`, {
        count: unsized,
      }),
    );
  const observations = accepted.flatMap((b) => b.peers);
  const invalid = observations.filter((peer) => !peer.valid).length;
  if (invalid > 0)
    items.push(
      item(
        'invalidObservations',
        'note',
        `${invalid} of ${observations.length} observations of blocks at peers lack a phase, are out of order or came with other blocks; they count for adoption only.`,
        { count: invalid },
      ),
    );
  const negative = observations.filter(
    (p) => p.valid && ((p.times.announced ?? 0) < 0 || (p.times.sending ?? 0) < 0),
  ).length;
  if (negative > 0)
    items.push(
      item(
        'negativePhases',
        'note',
        `${times(negative, 'observation')} announced or sent a block on before the fetch was complete: normal with pipelining, kept as it is.`,
        { count: negative },
      ),
    );
  return items;
}

import type { ChainBlock, Results } from '../results.ts';
import { ADOPTION_CENTILES } from '../statistics/centiles.ts';
import { csv } from './csv.ts';

/** `blocks.csv`: a line a block of the main chain; times in seconds since slot start. */
export function blocksCsv({ chain }: Pick<Results, 'chain'>): string {
  return csv<ChainBlock>(
    [
      ['blockNo', (b) => b.blockNo],
      ['slot', (b) => b.slot],
      ['epoch', (b) => b.epoch],
      ['hash', (b) => b.hash],
      ['forger', (b) => b.forger],
      ['sizeBytes', (b) => b.sizeBytes],
      ['txs', (b) => b.txs],
      ['forks', (b) => b.forks],
      ['adopters', (b) => b.adopters],
      ['accepted', (b) => b.accepted],
      ['rejectedBy', (b) => b.rejectedBy.join('; ')],
      ['announcedCum', (b) => b.announcedCum],
      ...ADOPTION_CENTILES.map(
        (share) =>
          [
            `adoption${share.toFixed(2)}`,
            (b: ChainBlock) => b.adoption.find(([c]) => c === share)?.[1],
          ] as const,
      ),
    ],
    chain.blocks,
  );
}

import type { Observation } from '../locli/block.ts';
import type { LocliChain } from '../locli/chain.ts';
import { csv } from './csv.ts';

type Row = {
  readonly blockNo: number;
  readonly hash: string;
  readonly slot: number;
  readonly o: Observation;
};

/** `observations.csv`: a line a block and host that did not forge it; seconds, each phase since the one before, the last three since the fetch. */
export function observationsCsv({ blocks }: LocliChain): string {
  const seconds = (ns: number | null) => (ns === null ? null : ns / 1e9);
  return csv<Row>(
    [
      ['blockNo', (r) => r.blockNo],
      ['slot', (r) => r.slot],
      ['hash', (r) => r.hash],
      ['host', (r) => r.o.host],
      ['noticed', (r) => seconds(r.o.noticed)],
      ['requested', (r) => seconds(r.o.requested)],
      ['fetched', (r) => seconds(r.o.fetched)],
      ['announced', (r) => seconds(r.o.announced)],
      ['sending', (r) => seconds(r.o.sending)],
      ['adopted', (r) => seconds(r.o.adopted)],
      ['blocksAtOnce', (r) => r.o.chainDelta],
    ],
    blocks.flatMap(({ blockNo, hash, slot, observations }) =>
      observations.map((o) => ({ blockNo, hash, slot, o })),
    ),
  );
}

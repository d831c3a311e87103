import { defineMessage } from '@slotbench/tracing';

/** The message of all measurements: eight fields, as a node writes them most. */
export interface Fetched {
  readonly block: string;
  readonly blockNo: number;
  readonly delay: number;
  readonly last: boolean;
  readonly peer: string;
  readonly size: number;
  readonly slot: number;
}

export const data = ({ block, blockNo, delay, last, peer, size, slot }: Fetched) => ({
  kind: 'CompletedBlockFetch',
  block,
  blockNo,
  delay,
  last,
  peer,
  size,
  slot,
});

const declaration = {
  namespace: 'BlockFetch.Client.CompletedBlockFetch',
  forMachine: data,
  doc: 'A block has arrived.',
};

export const fetched = defineMessage<Fetched>({ ...declaration, severity: 'Info' });
/** Is written at once, with all before it. */
export const urgent = defineMessage<Fetched>({ ...declaration, severity: 'Warning' });
/** What it is worth is only known with the payload, so the filter is asked at every call. */
export const judged = defineMessage<Fetched>({
  ...declaration,
  severity: ({ last }) => (last ? 'Notice' : 'Info'),
});

/** Distinct values, so that no cache of texts helps anybody. */
export function payloads(count: number): readonly Fetched[] {
  return Array.from({ length: count }, (_, i) => ({
    block: (BigInt(i) * 0x9e3779b97f4a7c15n).toString(16).padStart(64, '0').slice(-64),
    blockNo: 100_000 + i,
    delay: Math.round(1e8 + i * 13_724.3) / 1e9, // a difference of two nanosecond stamps, in seconds
    last: false,
    peer: `127.0.0.1:${30000 + (i % 100)}`,
    size: 1000 + i * 7,
    slot: 2_000_000 + i * 20,
  }));
}

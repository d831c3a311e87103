import { CborError } from '@slotbench/cbor';
import type { Offer, VersionScheme } from './state.ts';

/**
 * Version data of trace forwarding: the network magic as a bare unsigned integer, not a list (§3.2).
 * Versions 1 and 2 can be decoded; only 1 was ever offered or accepted.
 */
const scheme: VersionScheme<number> = {
  known: [1, 2],
  codec: {
    encode(w, magic) {
      w.uint(magic);
    },
    decode(r) {
      const at = r.offset;
      const magic = r.int64();
      if (magic < 0n || magic > 0xffff_ffffn)
        throw new CborError('CBOR_RANGE', { offset: at, expected: '0..4294967295', got: String(magic) });
      return Number(magic);
    },
  },
  agree(local, remote) {
    if (local === remote) return { data: local };
    return {
      refused: `ForwardingVersionData mismatch: ${show(local)} /= ${show(remote)}`,
    };
  },
  isQuery: () => false,
};

/** What a forwarder or acceptor of network `magic` (0..2^32-1) offers. */
export function forwardingOffer(magic: number): Offer<number> {
  return { scheme, versions: [1], data: magic };
}

function show(magic: number): string {
  return `ForwardingVersionData {networkMagic = NetworkMagic {unNetworkMagic = ${magic}}}`;
}

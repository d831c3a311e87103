import type { Offer, VersionScheme } from './state.ts';

/** Version data of node-to-client 16 and later (§11.1). */
interface NodeToClientData {
  readonly magic: number;
  /** Only asks for the version table; the responder answers and closes. */
  readonly query: boolean;
}

/** Bit 15 says that the number is one of node-to-client. */
const NODE_TO_CLIENT = 0x8000;
/** What clients from 9.0 to 11.0 have in common with us: of later versions we answer the same. */
const VERSIONS = [16, 17, 18, 19, 20].map((version) => NODE_TO_CLIENT + version);

/** `[magic, query]`. */
const scheme: VersionScheme<NodeToClientData> = {
  known: VERSIONS,
  codec: {
    encode(w, { magic, query }) {
      w.array(2).uint(magic).bool(query);
    },
    decode(r) {
      r.expectArray(2);
      return { magic: r.uint(0xffff_ffff), query: r.bool() };
    },
  },
  agree(local, remote) {
    if (local.magic !== remote.magic)
      return { refused: `version data mismatch: network magic ${local.magic} /= ${remote.magic}` };
    return { data: { magic: local.magic, query: local.query || remote.query } };
  },
  isQuery: (agreed) => agreed.query,
};

export function nodeToClientOffer(data: NodeToClientData): Offer<NodeToClientData> {
  return { scheme, versions: VERSIONS, data };
}

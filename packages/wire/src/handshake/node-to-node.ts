import type { Offer, VersionScheme } from './state.ts';

/** Version data of node-to-node 14 and 15 (§11.1). */
export interface NodeToNodeData {
  readonly magic: number;
  /** The initiator serves nothing: the connection runs one instance of each protocol. */
  readonly initiatorOnly: boolean;
  readonly peerSharing: boolean;
  /** Only asks for the version table; the responder answers and closes. */
  readonly query: boolean;
}

/**
 * `[magic, initiatorOnly, peerSharing 0/1, query]`; agreed are the lesser diffusion mode, peer sharing if
 * both want it, a query if either asks.
 */
const scheme: VersionScheme<NodeToNodeData> = {
  known: [14],
  codec: {
    encode(w, { magic, initiatorOnly, peerSharing, query }) {
      w.array(4)
        .uint(magic)
        .bool(initiatorOnly)
        .uint(peerSharing ? 1 : 0)
        .bool(query);
    },
    decode(r) {
      r.expectArray(4);
      return {
        magic: r.uint(0xffff_ffff),
        initiatorOnly: r.bool(),
        peerSharing: r.uint(1) === 1,
        query: r.bool(),
      };
    },
  },
  agree(local, remote) {
    if (local.magic !== remote.magic)
      return { refused: `version data mismatch: network magic ${local.magic} /= ${remote.magic}` };
    return {
      data: {
        magic: local.magic,
        initiatorOnly: local.initiatorOnly || remote.initiatorOnly,
        peerSharing: local.peerSharing && remote.peerSharing,
        query: local.query || remote.query,
      },
    };
  },
  isQuery: (agreed) => agreed.query,
};

export function nodeToNodeOffer(data: NodeToNodeData): Offer<NodeToNodeData> {
  return { scheme, versions: [14], data };
}

import type { TxId } from '@slotbench/wire';

/** A signed transaction on its way to a node. */
export interface Outgoing {
  readonly txId: TxId;
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/** A request that breaks the rules of tx-submission2; the connection must end. */
export class AnnouncementFault extends Error {
  readonly code = 'GENERATOR_PEER_FAULT';

  constructor(expected: string, got: string) {
    super(`tx-submission: expected ${expected}, got ${got}`);
    this.name = 'AnnouncementFault';
  }
}

/**
 * What one node has been told of and has not acknowledged, in the order told. Pure bookkeeping of the providing
 * side; rules of network-spec, tx-submission2.
 */
export interface Announcements<T extends Outgoing> {
  /** Drops and returns what is acknowledged; throws AnnouncementFault for a request that is not allowed now. */
  request(o: { blocking: boolean; ack: number; req: number }): T[];
  announce(txs: readonly T[]): void;
  /** The announced transactions of these ids, in the order asked, and how many ids were not announced. */
  serve(ids: readonly TxId[]): { txs: T[]; unavailable: number };
  /** What another node must get if this one is gone; served or not, because it may have been lost on the way. */
  unacknowledged(): T[];
}

export function createAnnouncements<T extends Outgoing>(): Announcements<T> {
  let waiting: T[] = [];
  return {
    request({ blocking, ack, req }) {
      if (ack > waiting.length) throw new AnnouncementFault(`ack of at most ${waiting.length}`, `${ack}`);
      const acknowledged = waiting.slice(0, ack);
      waiting = waiting.slice(ack);
      if (blocking && waiting.length > 0)
        throw new AnnouncementFault(
          'a non-blocking request',
          `a blocking one with ${waiting.length} unacknowledged`,
        );
      if (!blocking && waiting.length === 0)
        throw new AnnouncementFault('a blocking request', 'a non-blocking one with nothing unacknowledged');
      if (req === 0 && (ack === 0 || blocking))
        throw new AnnouncementFault('a request for ids or an ack', 'neither');
      return acknowledged;
    },
    announce(txs) {
      waiting.push(...txs);
    },
    serve(ids) {
      const byId = new Map(waiting.map((tx) => [tx.txId.id, tx]));
      const txs = ids.flatMap(({ id }) => byId.get(id) ?? []);
      return { txs, unavailable: ids.length - txs.length };
    },
    unacknowledged: () => [...waiting],
  };
}

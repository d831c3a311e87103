import type { Socket } from 'node:net';
import { connectSocket, type EndReason, type NodeToNode, openNodeToNode, WireError } from '@slotbench/wire';
import type { Producer } from '../topology.ts';
import type { PeerLabel } from '../traces/render.ts';
import { type Served, serveDownstream } from './downstream.ts';
import { peerLabel } from './label.ts';
import { isPeersFault } from './peer-fault.ts';
import type { PeerServices } from './services.ts';
import { followUpstream } from './upstream.ts';

/** Delays between attempts to connect: doubling from the first to the last. A cluster starts all nodes at once. */
const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 2_000;
/** A connection that lasted this long was a good one: the next attempt comes soon again. */
const GOOD_CONNECTION_MS = 5_000;
/** Peers served at a time. Source: cardano-node's `AcceptedConnectionsLimit`. */
const MAX_DOWNSTREAM = 512;

/** The node-to-node connections of a node, in both directions. */
export class Connections {
  readonly #services: PeerServices;
  readonly #signal: AbortSignal;
  readonly #maxDownstream: number;
  readonly #downstream = new Set<Served>();
  readonly #serving = new Set<Promise<void>>();
  #outbound = 0;

  constructor(services: PeerServices, signal: AbortSignal, o: { maxDownstream?: number } = {}) {
    this.#services = services;
    this.#signal = signal;
    this.#maxDownstream = o.maxDownstream ?? MAX_DOWNSTREAM;
  }

  /** What each connected downstream peer was sent last. */
  get downstream(): ReadonlySet<Served> {
    return this.#downstream;
  }

  /**
   * Connects to a producer, and again whenever the connection ends, until the signal aborts. What it sends arrives
   * `inboundDelayMs` later than it would.
   */
  async follow({ host, port }: Producer, inboundDelayMs = 0): Promise<void> {
    const { clock, trace } = this.#services;
    let delayMs = RETRY_FIRST_MS;
    while (!this.#signal.aborted) {
      const startMs = clock.nowMs();
      try {
        const socket = await connectSocket({ kind: 'tcp', host, port }, { signal: this.#signal });
        await this.#run(socket, { side: 'initiator', inboundDelayMs }, (connection, label, signal) =>
          followUpstream(connection, { services: this.#services, label, signal }),
        );
      } catch (error) {
        if (this.#signal.aborted) return;
        const reason = (error as Error).message;
        trace.network.connectFailed({ address: `${host}:${port}`, reason, retrySeconds: delayMs / 1000 });
      }
      if (clock.nowMs() - startMs > GOOD_CONNECTION_MS) delayMs = RETRY_FIRST_MS;
      await clock.sleep(delayMs, this.#signal);
      delayMs = Math.min(delayMs * 2, RETRY_LAST_MS);
    }
  }

  /** Serves a peer that connected; never rejects. One too many is turned away. */
  serve(socket: Socket): void {
    if (this.#serving.size >= this.#maxDownstream) {
      this.#services.trace.network.tooMany({ peer: peerLabel(socket), limit: this.#maxDownstream });
      socket.destroy();
      return;
    }
    const serving = this.#serve(socket).finally(() => this.#serving.delete(serving));
    this.#serving.add(serving);
  }

  /** Resolves once no downstream peer is served any more. */
  async untilClosed(): Promise<void> {
    await Promise.all(this.#serving);
  }

  async #serve(socket: Socket): Promise<void> {
    const served: Served = { header: undefined, block: undefined };
    try {
      await this.#run(socket, { side: 'responder' }, async (connection, label, signal) => {
        this.#downstream.add(served);
        await serveDownstream(connection, { services: this.#services, label, served, signal });
      });
    } catch {
      // The handshake failed: wire has told the peer why and closed the socket.
    } finally {
      this.#downstream.delete(served);
      this.#traceCounters();
    }
  }

  /** Rejects if no connection came about; whatever ends it later is traced. */
  async #run(
    socket: Socket,
    { side, inboundDelayMs = 0 }: { side: 'initiator' | 'responder'; inboundDelayMs?: number },
    use: (connection: NodeToNode, label: PeerLabel, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { trace, genesis } = this.#services;
    const label = peerLabel(socket);
    const connection = await openNodeToNode(socket, {
      side,
      magic: genesis.networkMagic,
      signal: this.#signal,
      inboundDelayMs,
    });
    const direction = side === 'initiator' ? 'Outbound' : 'Inbound';
    trace.network.connected({ peer: label, side: direction });
    if (side === 'initiator') this.#outbound++;
    // Ends the loops of this connection that wait for something else than the peer.
    const over = new AbortController();
    void connection.ended.then(() => over.abort());
    try {
      const running = use(connection, label, over.signal);
      this.#traceCounters();
      await running;
      connection.close();
    } catch (error) {
      this.#traceFault(error, side, label);
      connection.close(error as Error);
    }
    const reason = await connection.ended;
    if (side === 'initiator') this.#outbound--;
    this.#traceCounters();
    trace.network.disconnected({
      peer: label,
      side: direction,
      reason: showEnd(reason),
      fault: reason.kind === 'error',
    });
  }

  #traceFault(error: unknown, side: 'initiator' | 'responder', peer: PeerLabel): void {
    const { chainSync, transactions } = this.#services.trace;
    if (!isPeersFault(error)) {
      this.#services.onDefect(error);
      return;
    }
    if (error instanceof WireError && error.code === 'WIRE_ENDED') return;
    const text = error.message;
    if (side === 'initiator') chainSync.exception({ exception: text, peer });
    else transactions.inboundError({ error: text, peer });
  }

  #traceCounters(): void {
    this.#services.trace.network.counters({ inbound: this.#downstream.size, outbound: this.#outbound });
  }
}

function showEnd(reason: EndReason): string {
  return reason.kind === 'error' ? reason.error.message : reason.kind;
}

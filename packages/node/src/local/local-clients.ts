import type { Socket } from 'node:net';
import type { Genesis } from '@slotbench/ledger';
import { openNodeToClient } from '@slotbench/wire';
import type { ChainDatabase } from '../chain/database.ts';
import type { Mempool } from '../mempool.ts';
import { isPeersFault } from '../peers/peer-fault.ts';
import type { LocalTracers } from '../traces/local.ts';
import { serveLocalChain } from './chain-sync-server.ts';
import { serveStateQueries } from './state-query-server.ts';
import { serveTxMonitor } from './tx-monitor-server.ts';
import { serveTxSubmission } from './tx-submission-server.ts';

/** What the clients of a node's own socket are served from. */
export interface LocalServices {
  readonly genesis: Genesis;
  readonly database: ChainDatabase;
  readonly mempool: Mempool;
  /** Conway's parameters as queries give them; undefined where the genesis files do not give all. */
  readonly parameters: Uint8Array | undefined;
  readonly trace: LocalTracers;
  /** Takes an error that is no client's fault: the node cannot go on. */
  readonly onDefect: (error: unknown) => void;
}

/** Clients served at a time; one more is turned away. Each may hold a query's result of some megabytes. */
const MAX_CLIENTS = 64;

/** Serves the node-to-client protocols to whoever connects to the node's socket, until the signal aborts. */
export class LocalClients {
  readonly #services: LocalServices;
  readonly #signal: AbortSignal;
  readonly #serving = new Set<Promise<void>>();

  constructor(services: LocalServices, signal: AbortSignal) {
    this.#services = services;
    this.#signal = signal;
  }

  /** Never rejects. */
  serve(socket: Socket): void {
    if (this.#serving.size >= MAX_CLIENTS) {
      this.#services.trace.refused({ limit: MAX_CLIENTS });
      socket.destroy();
      return;
    }
    const serving = this.#serve(socket).finally(() => this.#serving.delete(serving));
    this.#serving.add(serving);
  }

  async untilClosed(): Promise<void> {
    await Promise.all(this.#serving);
  }

  async #serve(socket: Socket): Promise<void> {
    const { trace, genesis, onDefect } = this.#services;
    const opened = openNodeToClient(socket, {
      side: 'responder',
      magic: genesis.networkMagic,
      signal: this.#signal,
    });
    const connection = await opened.catch((error: Error) => {
      trace.handshakeFailed({ reason: error.message });
      return undefined;
    });
    if (connection === undefined) return;
    trace.connected({ version: connection.version });
    const over = new AbortController();
    void connection.ended.then(() => over.abort());
    const o = { ...this.#services, signal: over.signal };
    try {
      await Promise.all([
        serveLocalChain(connection.chainSync, o),
        serveTxSubmission(connection.txSubmission, o),
        serveStateQueries(connection.stateQuery, o),
        serveTxMonitor(connection.txMonitor, o),
      ]);
      connection.close();
    } catch (error) {
      if (!isPeersFault(error)) onDefect(error);
      connection.close(error as Error);
    }
    const reason = await connection.ended;
    trace.disconnected({ reason: reason.kind === 'error' ? reason.error.message : reason.kind });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type EndReason, WireError } from '@slotbench/wire';
import type { Outgoing } from './announcements.ts';
import type { ChainSource } from './chain-source.ts';
import { GeneratorError } from './errors.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** One node that gets transactions. */
export interface Target<T extends Outgoing> {
  readonly name: string;
  /** `gone`: was connected, and has not come back. */
  readonly state: 'connecting' | 'connected' | 'gone';
  /** Its chain, while it is connected. */
  readonly chain: ChainSource | undefined;
  /** Queues a transaction until the node takes it. */
  offer(tx: T): void;
  /** Resolves at the first connection; rejects with GENERATOR_REFUSED if the node is of another network. */
  readonly ready: Promise<void>;
  /** Resolves when the connection loop has ended. */
  readonly done: Promise<void>;
}

export interface TargetEvents<T> {
  onConnected(): void;
  /** The connection is over; `orphans` were offered to this node and not acknowledged. */
  onLost(orphans: T[], reason: string): void;
  onAnnounced(txs: readonly T[]): void;
  onRequested(txs: readonly T[]): void;
  onServed(txs: readonly T[]): void;
  /** The node asked for so many transactions that it had not been told of, or had acknowledged. */
  onUnavailable(count: number): void;
  onAcknowledged(txs: readonly T[]): void;
  /** The node said no, and why. */
  onRejected(tx: T, reason: string): void;
}

/** A connection to a node, by one of the protocols. */
export interface Session<T> {
  readonly chain: ChainSource;
  readonly ended: Promise<EndReason>;
  close(reason: Error): void;
  /** Hands over what is in the outbox until the signal aborts. */
  serve(outbox: Outbox<T>, events: TargetEvents<T>, signal: AbortSignal): Promise<void>;
  /** What another node must get if this one is gone. */
  unacknowledged(): T[];
}

export type OpenSession<T> = (signal: AbortSignal) => Promise<Session<T>>;

/** Waits between attempts: 0.25, 0.5, 1, 1 ... s. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 1_000;
/** A node that was there and has not answered for this long is taken for ended, until it answers. */
const GONE_MS = 2_500;

/** Keeps a connection to a node, connecting again whenever it ends, until the signal aborts. */
export function connectTarget<T extends Outgoing>(
  node: { readonly name: string; readonly place: string },
  open: OpenSession<T>,
  o: { signal: AbortSignal } & TargetEvents<T>,
): Target<T> {
  const outbox = createOutbox<T>();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // the caller may have stopped waiting
  let state: 'connecting' | 'connected' | 'gone' = 'connecting';
  let session: Session<T> | undefined;

  async function serve(): Promise<void> {
    const opened = await open(o.signal);
    const over = new AbortController();
    void opened.ended.then(() => over.abort());
    session = opened;
    state = 'connected';
    ready.resolve();
    o.onConnected();
    opened.serve(outbox, o, over.signal).catch((error: Error) => opened.close(error));
    const reason = await opened.ended;
    session = undefined;
    state = 'connecting';
    const orphans = [...opened.unacknowledged(), ...outbox.take(Number.POSITIVE_INFINITY)];
    o.onLost(orphans, reason.kind === 'error' ? reason.error.message : 'the node closed the connection');
  }

  async function run(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    let lostAtMs: number | undefined;
    while (!o.signal.aborted) {
      try {
        await serve();
        lostAtMs = performance.now();
        waitMs = FIRST_WAIT_MS;
      } catch (error) {
        if (error instanceof WireError && error.code === 'WIRE_REFUSED') ready.reject(refused(node, error));
      }
      await sleep(waitMs, undefined, { signal: o.signal }).catch(() => {});
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      if (lostAtMs !== undefined && performance.now() - lostAtMs > GONE_MS) state = 'gone';
    }
  }

  return {
    name: node.name,
    get state() {
      return state;
    },
    get chain() {
      return session?.chain;
    },
    offer: (tx) => outbox.put(tx),
    ready: ready.promise,
    done: run(),
  };
}

function refused(node: { readonly place: string }, cause: WireError): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_REFUSED',
    place: node.place,
    problem: cause.message,
    hint: 'nodeConfigFile must name the genesis of the network that this node runs',
    cause,
  });
}

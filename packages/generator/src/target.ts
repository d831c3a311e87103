import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket, type NodeToNode, openNodeToNode, WireError } from '@slotbench/wire';
import { type Announcements, createAnnouncements, type Outgoing } from './announcements.ts';
import { GeneratorError } from './errors.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { TargetNode } from './run-script.ts';

/** One node that gets transactions. */
export interface Target<T extends Outgoing> {
  readonly name: string;
  /** `gone`: was connected, and has not come back. */
  readonly state: 'connecting' | 'connected' | 'gone';
  readonly connection: NodeToNode | undefined;
  /** Queues a transaction until the node asks for ids. */
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
}

/** Waits between attempts: 0.25, 0.5, 1, 1 ... s. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 1_000;
/** A node that was there and has not answered for this long is taken for ended, until it answers. */
const GONE_MS = 2_500;

/** Keeps a connection to a node as its initiator, connecting again whenever it ends, until the signal aborts. */
export function connectTarget<T extends Outgoing>(
  node: TargetNode,
  o: { magic: number; keepAliveMs: number; signal: AbortSignal } & TargetEvents<T>,
): Target<T> {
  const outbox = createOutbox<T>();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // the caller may have stopped waiting
  let state: 'connecting' | 'connected' | 'gone' = 'connecting';
  let connection: NodeToNode | undefined;

  async function serve(): Promise<void> {
    const socket = await connectSocket(
      { kind: 'tcp', host: node.addr, port: node.port },
      { signal: o.signal },
    );
    const opened = await openNodeToNode(socket, {
      side: 'initiator',
      magic: o.magic,
      initiatorOnly: true,
      signal: o.signal,
    });
    const announcements = createAnnouncements<T>();
    const over = new AbortController();
    void opened.ended.then(() => over.abort());
    connection = opened;
    state = 'connected';
    ready.resolve();
    o.onConnected();
    const end = (error: Error) => opened.close(error);
    provide(opened, outbox, announcements, o, over.signal).catch(end);
    keepAlive(opened, o.keepAliveMs, over.signal).catch(end);
    const reason = await opened.ended;
    connection = undefined;
    state = 'connecting';
    const orphans = [...announcements.unacknowledged(), ...outbox.take(Number.POSITIVE_INFINITY)];
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
    get connection() {
      return connection;
    },
    offer: (tx) => outbox.put(tx),
    ready: ready.promise,
    done: run(),
  };
}

/** The providing side of tx-submission2: the node asks, we answer from the outbox. */
async function provide<T extends Outgoing>(
  { txSubmission }: NodeToNode,
  outbox: Outbox<T>,
  announcements: Announcements<T>,
  events: TargetEvents<T>,
  signal: AbortSignal,
): Promise<void> {
  await txSubmission.send({ kind: 'Init' });
  while (!signal.aborted) {
    const request = await txSubmission.receive();
    if (request.kind === 'RequestTxIds') {
      events.onAcknowledged(announcements.request(request));
      if (request.blocking) await outbox.untilFilled(signal);
      if (signal.aborted) return;
      const txs = outbox.take(request.req);
      announcements.announce(txs);
      events.onAnnounced(txs);
      await txSubmission.send({
        kind: 'ReplyTxIds',
        ids: txs.map(({ txId, sizeBytes }) => ({ txId, sizeBytes })),
      });
    } else if (request.kind === 'RequestTxs') {
      const { txs, unavailable } = announcements.serve(request.ids);
      events.onRequested(txs);
      if (unavailable > 0) events.onUnavailable(unavailable);
      await txSubmission.send({
        kind: 'ReplyTxs',
        txs: txs.map(({ txId, bytes }) => ({ era: txId.era, bytes })),
      });
      events.onServed(txs);
    }
  }
}

async function keepAlive(
  { keepAlive: peer }: NodeToNode,
  periodMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let cookie = 0; !signal.aborted; cookie = (cookie + 1) & 0xffff) {
    await peer.send({ kind: 'KeepAlive', cookie });
    const answer = await peer.receive();
    if (answer.kind !== 'Response' || answer.cookie !== cookie)
      throw new Error(`keep-alive: expected the response ${cookie}, got ${JSON.stringify(answer)}`);
    await sleep(periodMs, undefined, { signal }).catch(() => {});
  }
}

function refused(node: TargetNode, cause: WireError): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_REFUSED',
    place: `${node.name} (${node.addr}:${node.port})`,
    problem: cause.message,
    hint: 'nodeConfigFile must name the genesis of the network that this node runs',
    cause,
  });
}

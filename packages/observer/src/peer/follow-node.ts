import {
  type Address,
  connectSocket,
  type NodeToNode,
  openNodeToNode,
  type EndReason as WireEnd,
  WireError,
} from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import type { EndReason, PeerObservation } from '../log/observation.ts';
import { createBlockFetcher } from './fetch-blocks.ts';
import { followChain } from './follow-chain.ts';
import { measureRoundTrips } from './measure-round-trips.ts';
import { ObservedChain } from './observed-chain.ts';
import { explainEnd, isFault } from './peer-fault.ts';

export interface ObservedNode {
  readonly name: string;
  readonly address: Address;
}

export interface FollowOptions {
  readonly magic: number;
  readonly blocks: boolean;
  /** Blocks that a node may roll back. */
  readonly k: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  record(ns: number, observation: PeerObservation): void;
}

const CONNECT_MS = 10_000;
/** amaru 0.1 loses what it is sent in the first 0.2 s after the handshake. */
const GREETING_PAUSE_MS = 300;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 60_000;
/** A connection that lasted this long was a good one: the next attempt comes soon again. */
const GOOD_CONNECTION_NS = 30e9;

/**
 * Follows a node until the signal aborts: one connection at a time, again after every end, more and more rarely; a node that broke a rule
 * is left alone for a minute. Takes no transactions and serves nothing. Resolves at the end; rejects only for a defect of ours.
 */
export async function followNode({ name, address }: ObservedNode, o: FollowOptions): Promise<void> {
  const { clock, signal } = o;
  const chain = new ObservedChain(o.k);
  let delayMs = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const startNs = clock.nowNs();
    const { reason, text } = await followOnce(name, address, chain, o);
    const ns = clock.nowNs();
    if (signal.aborted) {
      o.record(ns, {
        kind: 'ended',
        node: name,
        reason: 'stopped',
        text: 'the observer ends',
        retryMs: null,
      });
      return;
    }
    if (reason !== 'unreachable' && ns - startNs > GOOD_CONNECTION_NS) delayMs = RETRY_FIRST_MS;
    const retryMs = isFault(reason) ? RETRY_LAST_MS : delayMs;
    // What it offered cannot be trusted: the next attempt begins at its tip again.
    if (isFault(reason)) chain.startAt(undefined);
    o.record(ns, { kind: 'ended', node: name, reason, text, retryMs });
    await clock.sleep(retryMs, signal);
    delayMs = Math.min(delayMs * 2, RETRY_LAST_MS);
  }
}

async function followOnce(
  node: string,
  address: Address,
  chain: ObservedChain,
  o: FollowOptions,
): Promise<{ reason: EndReason; text: string }> {
  let connection: NodeToNode;
  try {
    const socket = await connectSocket(address, {
      signal: AbortSignal.any([o.signal, AbortSignal.timeout(CONNECT_MS)]),
    });
    connection = await openNodeToNode(socket, { side: 'initiator', magic: o.magic, signal: o.signal });
  } catch (error) {
    return endOfAttempt(error);
  }
  o.record(o.clock.nowNs(), { kind: 'connected', node, version: connection.version });
  return await useConnection(connection, node, chain, o);
}

async function useConnection(
  connection: NodeToNode,
  node: string,
  chain: ObservedChain,
  o: FollowOptions,
): Promise<{ reason: EndReason; text: string }> {
  const over = new AbortController();
  const signal = AbortSignal.any([o.signal, over.signal]);
  const ending = connection.ended.then((reason) => {
    over.abort();
    return reason;
  });
  const { clock, record } = o;
  const fetcher = createBlockFetcher({ node, clock, record });
  await clock.sleep(GREETING_PAUSE_MS, signal);
  const loops: Promise<unknown>[] = [
    followChain(connection.chainSync, {
      node,
      chain,
      k: o.k,
      clock,
      signal,
      record,
      onHeader: (link) => {
        if (o.blocks) fetcher.fetch(link);
      },
    }),
    measureRoundTrips(connection.keepAlive, { node, clock, signal, record }),
    ...(o.blocks ? [fetcher.run(connection.blockFetch)] : []),
  ];
  for (const loop of loops) loop.catch((error: Error) => connection.close(error));
  // A loop may wait for something that never comes once the connection is over: only its end counts.
  return endOfConnection(await ending);
}

function endOfConnection(reason: WireEnd): { reason: EndReason; text: string } {
  if (reason.kind === 'eof') return { reason: 'closed', text: 'the node closed the connection' };
  if (reason.kind === 'closed') return { reason: 'stopped', text: 'closed by us' };
  const told = explainEnd(reason.error);
  if (told === undefined) throw reason.error;
  return told;
}

/** No connection came about. */
function endOfAttempt(error: unknown): { reason: EndReason; text: string } {
  const told = explainEnd(error);
  if (told === undefined) throw error;
  const socket = error instanceof WireError && (error.code === 'WIRE_SOCKET' || error.code === 'WIRE_ENDED');
  return socket ? { ...told, reason: 'unreachable' } : told;
}

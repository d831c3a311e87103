import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, netOptions } from '../address.ts';
import { connectSocket } from '../connect.ts';
import { listenUnixOrTcp } from '../listen.ts';
import type { EndReason } from '../mux/mux.ts';
import { type ForwarderOptions, runForwarder, serveAcceptor } from './forwarder.ts';

/** cardano-node's default of `maxReconnectDelay`, seconds. */
const MAX_RECONNECT_DELAY_SECONDS = 45;

export type ForwarderState =
  | { kind: 'connecting' }
  /** The handshake succeeded. */
  | { kind: 'connected' }
  | { kind: 'waiting'; delaySeconds: number; reason: EndReason }
  | { kind: 'stopped' };

/**
 * Keeps a forwarder connected to a listening acceptor: connects, serves, waits 1, 2, 4 ... seconds up to the
 * cap, and again, after a clean end too (the reference stops for good then, trap 2). A connection that lasted
 * the cap resets the wait. Resolves when `signal` aborts; rejects only for an unusable address.
 */
export async function connectForwarder(
  address: Address,
  options: Omit<ForwarderOptions, 'side'> & {
    maxReconnectDelaySeconds?: number;
    /** Whether it keeps the process alive; default true. */
    ref?: boolean;
    onState?(state: ForwarderState): void;
  },
): Promise<void> {
  netOptions(address);
  const { signal } = options;
  const capSeconds = options.maxReconnectDelaySeconds ?? MAX_RECONNECT_DELAY_SECONDS;
  let delaySeconds = 0;
  while (!signal.aborted) {
    let connectedAtMs: number | undefined;
    options.onState?.({ kind: 'connecting' });
    const reason = await connectAndServe(address, options, () => {
      connectedAtMs = performance.now();
      options.onState?.({ kind: 'connected' });
    });
    if (signal.aborted) break;
    const lasted = connectedAtMs !== undefined && performance.now() - connectedAtMs >= capSeconds * 1000;
    delaySeconds = reconnectDelay(lasted ? 0 : delaySeconds, capSeconds);
    options.onState?.({ kind: 'waiting', delaySeconds, reason });
    await sleep(delaySeconds * 1000, undefined, { signal, ref: options.ref ?? true }).catch(() => {});
  }
  options.onState?.({ kind: 'stopped' });
}

/** The wait after one of `previousSeconds` (0 = none yet): 1, 2, 4 ... `capSeconds` (§6.2). */
export function reconnectDelay(previousSeconds: number, capSeconds: number): number {
  return Math.min(previousSeconds === 0 ? 1 : previousSeconds * 2, capSeconds);
}

/**
 * Serves every acceptor that connects to `address`; several compete for the objects (§6.1).
 * `close` ends their connections and stops listening.
 */
export async function listenForwarder(
  address: Address,
  options: Omit<ForwarderOptions, 'side' | 'signal'>,
): Promise<{ readonly address: Address; close(): Promise<void> }> {
  const stop = new AbortController();
  const sessions = new Set<Promise<EndReason>>();
  const listener = await listenUnixOrTcp(address, (socket) => {
    const session = runForwarder(socket, { ...options, side: 'responder', signal: stop.signal });
    sessions.add(session);
    session.then(() => sessions.delete(session));
  });
  return {
    address: listener.address,
    async close() {
      stop.abort();
      await Promise.all(sessions);
      await listener.close();
    },
  };
}

async function connectAndServe(
  address: Address,
  options: Omit<ForwarderOptions, 'side'> & { ref?: boolean },
  onReady: () => void,
): Promise<EndReason> {
  try {
    const socket = await connectSocket(address, { signal: options.signal });
    if (options.ref === false) socket.unref();
    return await serveAcceptor(socket, { ...options, side: 'initiator' }, onReady);
  } catch (error) {
    return { kind: 'error', error: error as Error };
  }
}

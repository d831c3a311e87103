import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Address,
  connectSocket,
  type Listener,
  listenUnixOrTcp,
  parseAddress,
  type Side,
  showAddress,
} from '@slotbench/wire';
import type { Network } from '../configuration/config.ts';
import { unavailable } from '../errors.ts';
import type { SelfTraces } from '../self-traces.ts';
import { createBackoff } from './backoff.ts';

/** Longest waits between attempts, seconds (cardano-tracer's). */
const LISTEN_CAP_SECONDS = 10;
const CONNECT_CAP_SECONDS = 30;

export interface OpenNetwork {
  /** Where nodes connect, with the real port; undefined if we connect to them, or cannot listen yet. */
  readonly address: string | undefined;
  /** Makes and accepts no more connections; those that are open are the caller's. */
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly traces: SelfTraces;
  /** What to do while nobody can listen at the address: reject at once, or try again for ever as cardano-tracer does. */
  readonly whenTaken: 'reject' | 'retry';
  /** Serves a connection; `remote` is what the node's id is made of. Resolves when it is over, never rejects. */
  serve(socket: Socket, o: { side: Side; remote: string }): Promise<void>;
}

/** Accepts any number of nodes at one address, or keeps connected to each address of a list. */
export function openNetwork(network: Network, options: NetworkOptions): Promise<OpenNetwork> {
  return network.tag === 'AcceptAt'
    ? acceptAt(network.contents, options)
    : Promise.resolve(connectTo(network.contents, options));
}

async function acceptAt(text: string, options: NetworkOptions): Promise<OpenNetwork> {
  const { traces } = options;
  const address = parseAddress(text);
  const stop = new AbortController();
  let accepted = 0;
  let listener: Listener | undefined;

  const listen = async (): Promise<void> => {
    listener = await listenUnixOrTcp(address, (socket) => {
      const remote = address.kind === 'unix' ? `${address.path}@${accepted++}` : remoteOf(socket);
      void options.serve(socket, { side: 'responder', remote });
    });
    traces.listening({ address: showAddress(listener.address) });
  };

  async function retry(first: unknown): Promise<void> {
    const backoff = createBackoff(LISTEN_CAP_SECONDS);
    for (let error = first; ; ) {
      traces.interrupted({ id: text, message: (error as Error).message });
      await pause(backoff.nextSeconds(0), stop.signal);
      if (stop.signal.aborted) return;
      try {
        return await listen();
      } catch (next) {
        error = next;
      }
    }
  }

  let trying: Promise<void> | undefined;
  try {
    await listen();
  } catch (error) {
    if (options.whenTaken === 'reject') throw unavailable(text, 'network.contents', error);
    trying = retry(error);
  }
  return {
    get address() {
      return listener === undefined ? undefined : showAddress(listener.address);
    },
    async close() {
      stop.abort();
      await trying;
      await listener?.close();
    },
  };
}

function connectTo(addresses: readonly string[], options: NetworkOptions): OpenNetwork {
  const stop = new AbortController();
  const loops = addresses.map((address) => keepConnected(parseAddress(address), options, stop.signal));
  return {
    address: undefined,
    async close() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** Connects again whenever a connection is over, after a clean end too: nodes are restarted. */
async function keepConnected(address: Address, o: NetworkOptions, signal: AbortSignal): Promise<void> {
  const id = showAddress(address);
  const backoff = createBackoff(CONNECT_CAP_SECONDS);
  while (!signal.aborted) {
    const startedMs = performance.now();
    o.traces.connecting({ address: id });
    try {
      const socket = await connectSocket(address, { signal });
      // An early reset must not end the process before the mux listens.
      socket.on('error', () => {});
      const remote = address.kind === 'unix' ? address.path : remoteOf(socket);
      await o.serve(socket, { side: 'initiator', remote });
    } catch (error) {
      if (signal.aborted) return;
      o.traces.interrupted({ id, message: (error as Error).message });
    }
    await pause(backoff.nextSeconds((performance.now() - startedMs) / 1000), signal);
  }
}

/** As Haskell shows a socket address: `127.0.0.1:3000`, `[::1]:3000`. */
function remoteOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
}

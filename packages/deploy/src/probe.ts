import { connectForwarder, parseAddress, WireError } from '@slotbench/wire';
import type { Probe } from './facts.ts';

/** Beyond it a tunnel is half dead: a handshake takes one round trip. */
const PATIENCE_MS = 5000;

/** Connects as a node would, to the end of the handshake, and leaves. The collector sees a peer that sends nothing. */
export async function probeCollector(
  socket: string,
  magic: number,
  patienceMs = PATIENCE_MS,
): Promise<Probe> {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Probe>();
  const timer = setTimeout(() => resolve({ kind: 'silent' }), patienceMs);
  const forwarding = connectForwarder(parseAddress(socket), {
    magic,
    signal: stop.signal,
    source: {
      takeObjects: () => [],
      untilObjects: (signal) =>
        new Promise((done) => signal.addEventListener('abort', () => done(), { once: true })),
      metrics: () => [],
      dataPoint: () => undefined,
    },
    onState(state) {
      if (state.kind === 'connected') resolve({ kind: 'accepted' });
      if (state.kind === 'waiting')
        resolve(failed(state.reason.kind === 'error' ? state.reason.error : undefined));
    },
  });
  forwarding.catch((error: Error) => resolve({ kind: 'unreachable', reason: 'other', text: error.message }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    stop.abort();
    await forwarding.catch(() => {});
  }
}

const reasons: Readonly<Record<string, 'absent' | 'dead' | 'forbidden'>> = {
  ENOENT: 'absent',
  ECONNREFUSED: 'dead',
  EACCES: 'forbidden',
};

function failed(error: Error | undefined): Probe {
  if (!(error instanceof WireError)) return { kind: 'closed' };
  if (error.code === 'WIRE_REFUSED') return { kind: 'refused', reason: error.message };
  const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (error.code !== 'WIRE_SOCKET' || cause === 'ECONNRESET' || cause === 'EPIPE') return { kind: 'closed' };
  return { kind: 'unreachable', reason: reasons[cause] ?? 'other', text: error.message };
}

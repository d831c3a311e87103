import {
  type Address,
  connectForwarder,
  type ForwarderSource,
  type ForwarderState,
  listenUnixOrTcp,
  parseAddress,
  runForwarder,
  WireError,
} from '@slotbench/wire';
import { ProgramError } from '../exit.ts';
import { plainNodeInfo } from '../node-info.ts';
import type { LineQueue, LineSession } from './line-queue.ts';

export interface Serving {
  /** Rejects if the address turns out to be unusable; never resolves. */
  readonly failed: Promise<never>;
  /** Waits for the end, after the signal has aborted. */
  ended(): Promise<void>;
}

/** Connects to `address`, or listens on it, until `signal` aborts. Throws a ProgramError for an unusable address. */
export async function serveLines(
  queue: LineQueue,
  options: {
    readonly address: string;
    readonly magic: number;
    readonly listen: boolean;
    readonly name: string;
    note(line: string): void;
  },
  signal: AbortSignal,
): Promise<Serving> {
  const { magic, name } = options;
  const nodeInfo = JSON.stringify(plainNodeInfo(name));
  const sourceOf = (session: () => LineSession): ForwarderSource => ({
    takeObjects: (max) => session().takeObjects(max),
    untilObjects: (aborted) => session().untilObjects(aborted),
    metrics: () => [],
    dataPoint: (asked) => (asked === 'NodeInfo' ? nodeInfo : undefined),
  });
  const note = onChange(options.note);
  const unusable = (cause: Error): never => {
    const exit = cause instanceof WireError && cause.code === 'WIRE_ADDRESS' ? 'usage' : 'unavailable';
    throw new ProgramError(exit, `${options.address}: ${cause.message}`, { cause });
  };
  const address = await parsed(options.address).catch(unusable);

  if (!options.listen) {
    let session = queue.session();
    const forwarding = connectForwarder(address, {
      magic,
      source: sourceOf(() => session),
      signal,
      onState(state) {
        if (state.kind === 'waiting' || state.kind === 'stopped') session.over();
        if (state.kind === 'connecting') session = queue.session();
        note(describe(state, options.address));
      },
    });
    const failed = Promise.withResolvers<never>();
    const ended = forwarding.catch(unusable).catch(failed.reject);
    failed.promise.catch(() => {}); // whoever races it sees the error
    return { failed: failed.promise, ended: () => ended };
  }

  const sessions = new Set<Promise<void>>();
  const listener = await listenUnixOrTcp(address, (socket) => {
    const session = queue.session();
    const source = sourceOf(() => session);
    const served = runForwarder(socket, { side: 'responder', magic, source, signal }).then((reason) => {
      session.over();
      sessions.delete(served);
      if (reason.kind === 'error') note(`a connection ended: ${reason.error.message}`);
    });
    sessions.add(served);
  }).catch(unusable);
  return {
    failed: new Promise<never>(() => {}),
    async ended() {
      await Promise.all(sessions);
      await listener.close();
    },
  };
}

async function parsed(text: string): Promise<Address> {
  return parseAddress(text);
}

function describe(state: ForwarderState, address: string): string | undefined {
  if (state.kind === 'connected') return `connected to ${address}`;
  if (state.kind !== 'waiting') return undefined;
  const { reason } = state;
  return `no collector at ${address}, trying again: ${reason.kind === 'error' ? reason.error.message : 'it closed the connection'}`;
}

/** Passes a text on only if it differs from the one before. */
function onChange(tell: (text: string) => void): (text: string | undefined) => void {
  let before: string | undefined;
  return (text) => {
    if (text === undefined || text === before) return;
    before = text;
    tell(text);
  };
}

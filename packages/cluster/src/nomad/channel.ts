import { ClusterError } from '../errors.ts';
import type { ExitStatus } from '../scenario/verdict.ts';
import { type Command, createLineCutter, type HostState, type Message } from '../supervisor/protocol.ts';
import type { NomadClient } from './client/client.ts';
import type { ExecSession } from './client/exec.ts';
import type { Edge } from './connection.ts';

/** The line to the supervisor of one host. */
export interface Channel {
  readonly host: string;
  readonly allocation: string;
  /** Rejects with what the supervisor says was wrong, or once the channel is closed. */
  ask<T>(command: Command): Promise<T>;
  /** The first that its supervisor says of itself; rejects once the channel is closed. */
  readonly greeting: Promise<HostState>;
  /** When its supervisor was last heard; when the channel was opened if never. */
  heardMs(): number;
  /** Ends every open question with `reason`. */
  close(reason: string): void;
}

const FIRST_WAIT_MS = 200;
const WAIT_MAX_MS = 10_000;
/** A supervisor that does not say in this time what runs is asked over a new connection; and how often it is asked. */
const ANSWER_MS = 10_000;
const HEARTBEAT_MS = 5_000;
/** A longer silence is told: several heartbeats and the time of a new connection. */
const SILENCE_MS = 15_000;

/**
 * Speaks to a supervisor through `alloc exec`. A connection that breaks is made again, for as long as the channel is open, and what
 * was asked and not answered is asked again: the supervisor does nothing twice. Exits that were missed are told then.
 */
export function openChannel(o: {
  client: NomadClient;
  edge: Edge;
  host: string;
  allocation: string;
  /** Command line of the relay in the task. */
  relay: readonly string[];
  now: () => number;
  onExit: (program: string, status: ExitStatus) => void;
  /** Of every state that the supervisor tells, after its exits. */
  onState?: (state: HostState) => void;
  /** A silence that has ended. */
  onSilence?: (fromMs: number, toMs: number) => void;
}): Channel {
  const open = new Map<
    number,
    { command: Command; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let session: ExecSession | undefined;
  let closed: string | undefined;
  const ending = new AbortController();
  let nextId = 1;
  let heardMs = o.now();
  let isHeard = false; // before, a task is only starting
  const greeting = Promise.withResolvers<HostState>();
  greeting.promise.catch(() => undefined);

  const send = (id: number, command: Command) =>
    session?.write(Buffer.from(`${JSON.stringify({ id, ...command })}\n`));
  const lost = (problem: string) =>
    new ClusterError('NOMAD_TASK', {
      place: `host ${o.host}`,
      problem,
      fix: 'see what became of its allocation: nomad alloc status',
    });
  const ask = <T>(command: Command): Promise<T> => {
    if (closed !== undefined) return Promise.reject(lost(closed));
    const id = nextId++;
    return new Promise<T>((resolve, reject) => {
      open.set(id, { command, resolve: resolve as (value: unknown) => void, reject });
      send(id, command);
    });
  };
  const hear = (line: string) => {
    const message = JSON.parse(line) as Message;
    const silentSince = heardMs;
    heardMs = o.now();
    const wasHeard = isHeard;
    isHeard = true;
    if (wasHeard && heardMs - silentSince > SILENCE_MS) o.onSilence?.(silentSince, heardMs);
    if ('event' in message) return o.onExit(message.program, message.status);
    const asked = open.get(message.id);
    open.delete(message.id);
    if ('fault' in message) asked?.reject(lost(message.fault));
    else asked?.resolve(message.value);
  };
  const connect = async (): Promise<void> => {
    let said = '';
    const decoder = new TextDecoder();
    const cut = createLineCutter(hear);
    const fresh = await o.client.exec({
      allocation: o.allocation,
      task: o.host,
      command: o.relay,
      onStdout: (bytes) => {
        try {
          cut(decoder.decode(bytes, { stream: true }));
        } catch {
          session?.close(); // no supervisor speaks like this: begin anew
        }
      },
      onStderr: (bytes) => {
        said = (said + bytes.toString('utf8')).slice(-500);
      },
    });
    session = fresh;
    try {
      // What a broken connection was asked about the present is not asked again.
      for (const [id, { command }] of open) if (command.do !== 'status') send(id, command);
      const ended = fresh.exited.then((code) => {
        throw new Error(`the relay ended with ${code}: ${said}`);
      });
      ended.catch(() => undefined);
      // A connection may be open and carry nothing: one made while its task began, or before a workstation slept.
      for (;;) {
        const state = await Promise.race([askForStatus(), ended]);
        greeting.resolve(state);
        for (const { program, status } of inOrderOfEnd(state)) if (status !== null) o.onExit(program, status);
        o.onState?.(state);
        await Promise.race([o.edge.sleep(HEARTBEAT_MS, ending.signal), ended]);
      }
    } finally {
      session = undefined;
      fresh.close();
    }
  };
  const askForStatus = async (): Promise<HostState> => {
    const limit = new AbortController();
    const either = AbortSignal.any([limit.signal, ending.signal]);
    const id = nextId;
    const late = o.edge.sleep(ANSWER_MS, either).then(() => {
      open.delete(id);
      throw new Error('no answer');
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([ask<HostState>({ do: 'status' }), late]);
    } finally {
      open.delete(id);
      limit.abort();
    }
  };
  void (async () => {
    for (let attempt = 0; closed === undefined; attempt++) {
      const before = o.now();
      await connect().catch(() => undefined);
      if (o.now() - before > WAIT_MAX_MS) attempt = 0;
      if (closed !== undefined) return;
      const wait = Math.min(FIRST_WAIT_MS * 2 ** attempt, WAIT_MAX_MS);
      await o.edge.sleep(wait * (0.5 + o.edge.random()), ending.signal).catch(() => undefined);
    }
  })();
  return {
    host: o.host,
    allocation: o.allocation,
    ask,
    greeting: greeting.promise,
    heardMs: () => heardMs,
    close(reason) {
      closed ??= reason;
      greeting.reject(lost(closed));
      ending.abort();
      session?.close();
      for (const { reject } of open.values()) reject(lost(reason));
      open.clear();
    },
  };
}

function inOrderOfEnd({ programs }: HostState): HostState['programs'] {
  return programs.toSorted((a, b) => (b.endedAgoMs ?? 0) - (a.endedAgoMs ?? 0));
}

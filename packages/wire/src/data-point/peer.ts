import type { Peer } from '../driver/protocol.ts';
import type { DataPointMessage } from './messages.ts';

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder();

/**
 * Forwarder: answers exactly one entry a requested name, in the order of the request, duplicates repeated;
 * nothing for the empty request (§4.5: anything else poisons or spins the acceptor). Until Done or the end.
 */
export async function serveDataPoints(
  peer: Peer<DataPointMessage>,
  dataPoint: (name: string) => string | undefined,
): Promise<void> {
  for (;;) {
    const request = await peer.receive();
    if (request.kind !== 'Request') return;
    const points = request.names.map((name) => {
      const text = dataPoint(name);
      return { name, value: text === undefined ? undefined : utf8Encoder.encode(text) };
    });
    await peer.send({ kind: 'Reply', points });
  }
}

export type DataPoints = Map<string, string | undefined>;

/**
 * Acceptor: questions one at a time, each with `limitMs` including its wait for the one before. After the
 * limit every name has no value; the late answer is dropped when it comes, never taken for another question's
 * (the reference mixes them up, §4.5). Sends the empty question that opens the protocol. A question rejects
 * when the connection ends; `done` does so too.
 */
export function askDataPointsOf(
  peer: Peer<DataPointMessage>,
  limitMs: number,
): { ask(names: readonly string[]): Promise<DataPoints>; done: Promise<never> } {
  const { promise: done, reject: fail } = Promise.withResolvers<never>();

  const exchange = async (names: readonly string[]): Promise<DataPoints> => {
    await peer.send({ kind: 'Request', names });
    const reply = await peer.receive();
    const values: DataPoints = new Map(names.map((name) => [name, undefined]));
    if (reply.kind === 'Reply')
      for (const { name, value } of reply.points)
        if (value !== undefined && values.has(name)) values.set(name, utf8Decoder.decode(value));
    return values;
  };

  let last: Promise<unknown> = exchange([]);
  last.catch(fail);
  return {
    done,
    async ask(names) {
      if (names.length === 0) return new Map();
      const before = last;
      let expired = false;
      const answer = before.then(() => (expired ? new Map<string, undefined>() : exchange(names)));
      last = answer;
      answer.catch(fail);
      let timer: NodeJS.Timeout | undefined;
      const noValues = new Promise<DataPoints>((resolve) => {
        timer = setTimeout(() => {
          expired = true;
          resolve(new Map(names.map((name) => [name, undefined])));
        }, limitMs);
      });
      return Promise.race([answer, noValues]).finally(() => clearTimeout(timer));
    },
  };
}

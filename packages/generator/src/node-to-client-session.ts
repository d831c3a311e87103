import { CborError, Reader, readValue } from '@slotbench/cbor';
import { connectSocket, openNodeToClient } from '@slotbench/wire';
import type { Outgoing } from './announcements.ts';
import { nodeToClientChain } from './chain-source.ts';
import type { OpenSession } from './target.ts';

/** A node on this machine, by its own socket. */
export interface SocketTarget {
  readonly socketPath: string;
  readonly name: string;
}

/** Sessions with a node over its socket: transactions are submitted one after the other, and it says of each yes or no. */
export function nodeToClientSessions<T extends Outgoing>(
  { socketPath }: SocketTarget,
  { magic }: { magic: number },
): OpenSession<T> {
  return async (signal) => {
    const socket = await connectSocket({ kind: 'unix', path: socketPath }, { signal });
    const opened = await openNodeToClient(socket, { side: 'initiator', magic, signal });
    let submitting: T | undefined;
    return {
      chain: nodeToClientChain(opened),
      ended: opened.ended,
      close: (reason) => opened.close(reason),
      unacknowledged: () => (submitting === undefined ? [] : [submitting]),
      async serve(outbox, events, over) {
        const { txSubmission } = opened;
        while (!over.aborted) {
          await outbox.untilFilled(over);
          const [tx] = outbox.take(1);
          if (tx === undefined) continue;
          submitting = tx;
          events.onAnnounced([tx]);
          events.onRequested([tx]);
          await txSubmission.send({ kind: 'SubmitTx', era: tx.txId.era, bytes: tx.bytes });
          const answer = await txSubmission.receive();
          submitting = undefined;
          if (answer.kind === 'RejectTx') events.onRejected(tx, reasonOf(answer.reason));
          else {
            events.onServed([tx]);
            events.onAcknowledged([tx]);
          }
        }
      },
    };
  };
}

/** Reasons are CBOR of the node's own; the texts in them are what a person can read. */
function reasonOf(reason: Uint8Array): string {
  const texts: string[] = [];
  try {
    collect(readValue(new Reader(reason)), texts);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
  }
  return texts.length > 0 ? texts.join('; ') : `${reason.length} bytes of CBOR without a text`;
}

function collect(value: ReturnType<typeof readValue>, texts: string[]): void {
  if (value.kind === 'text') texts.push(value.value);
  else if (value.kind === 'array') for (const item of value.items) collect(item, texts);
  else if (value.kind === 'tag') collect(value.value, texts);
}

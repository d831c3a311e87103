import { setTimeout as sleep } from 'node:timers/promises';
import { connectSocket, type NodeToNode, openNodeToNode } from '@slotbench/wire';
import { type Announcements, createAnnouncements, type Outgoing } from './announcements.ts';
import { nodeToNodeChain } from './chain-source.ts';
import type { Outbox } from './outbox.ts';
import type { TargetNode } from './run-script.ts';
import type { OpenSession, TargetEvents } from './target.ts';

/** Sessions with a node over node-to-node, as its initiator: it asks for transactions. */
export function nodeToNodeSessions<T extends Outgoing>(
  node: TargetNode,
  o: { magic: number; keepAliveMs: number },
): OpenSession<T> {
  return async (signal) => {
    const socket = await connectSocket({ kind: 'tcp', host: node.addr, port: node.port }, { signal });
    const opened = await openNodeToNode(socket, {
      side: 'initiator',
      magic: o.magic,
      initiatorOnly: true,
      signal,
    });
    const announcements = createAnnouncements<T>();
    return {
      chain: nodeToNodeChain(opened),
      ended: opened.ended,
      close: (reason) => opened.close(reason),
      unacknowledged: () => announcements.unacknowledged(),
      async serve(outbox, events, over) {
        await Promise.all([
          provide(opened, outbox, announcements, events, over),
          keepAlive(opened, o.keepAliveMs, over),
        ]);
      },
    };
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

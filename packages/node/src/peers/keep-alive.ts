import type { KeepAliveMessage, Peer } from '@slotbench/wire';
import type { Clock } from '../slot-clock.ts';
import type { NetworkTracers } from '../traces/network.ts';
import { PeerFault } from './peer-fault.ts';

/** Well below the 97 s after which a server gives an idle client up. */
const PERIOD_MS = 10_000;

export async function keepAlive(
  peer: Peer<KeepAliveMessage>,
  o: { clock: Clock; trace: NetworkTracers; address: string; signal: AbortSignal },
): Promise<void> {
  for (let cookie = 0; ; cookie = (cookie + 1) & 0xffff) {
    const sentMs = o.clock.nowMs();
    await peer.send({ kind: 'KeepAlive', cookie });
    const answer = await peer.receive();
    if (answer.kind !== 'Response' || answer.cookie !== cookie)
      throw new PeerFault('keep-alive: wrong cookie');
    o.trace.keepAlive({ address: o.address, roundTripSeconds: (o.clock.nowMs() - sentMs) / 1000 });
    await o.clock.sleep(PERIOD_MS, o.signal);
    if (o.signal.aborted) return;
  }
}

export async function serveKeepAlive(peer: Peer<KeepAliveMessage>): Promise<void> {
  for (;;) {
    const message = await peer.receive();
    if (message.kind !== 'KeepAlive') return;
    await peer.send({ kind: 'Response', cookie: message.cookie });
  }
}

import type { KeepAliveMessage, Peer } from '@slotbench/wire';
import type { Clock } from '../clock.ts';
import type { PeerObservation } from '../log/observation.ts';
import { PeerFault } from './peer-fault.ts';

/** As often as a node does. */
const PERIOD_MS = 10_000;
/** The first answers come from code that the node has not compiled yet: a few more, early. */
const FIRST_PERIOD_MS = 500;
const FIRST_ROUNDS = 4;

/** Keeps the connection alive and measures how long the node takes to answer at all: the error of every other stamp. */
export async function measureRoundTrips(
  peer: Peer<KeepAliveMessage>,
  o: {
    readonly node: string;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    record(ns: number, observation: PeerObservation): void;
  },
): Promise<void> {
  for (let round = 0; !o.signal.aborted; round++) {
    const cookie = round & 0xffff;
    const sentNs = o.clock.nowNs();
    await peer.send({ kind: 'KeepAlive', cookie });
    const answer = await peer.receive();
    const ns = o.clock.nowNs();
    if (answer.kind !== 'Response' || answer.cookie !== cookie)
      throw new PeerFault('protocol', `it answers keep-alive ${cookie} with another`);
    o.record(ns, { kind: 'roundTrip', node: o.node, roundTripNs: ns - sentNs });
    await o.clock.sleep(round < FIRST_ROUNDS ? FIRST_PERIOD_MS : PERIOD_MS, o.signal);
  }
}

import { dataPointProtocol } from '../data-point/state.ts';
import { ekgProtocol } from '../ekg/state.ts';
import type { MuxProtocol } from '../mux/mux.ts';
import type { ObjectLayout } from '../trace-object/codec.ts';
import { traceObjectBatchProtocol, traceObjectProtocol } from '../trace-object/state.ts';

/** The largest request that a forwarder reads, and the most that may wait for it. */
const REQUEST_BYTES = 1 << 20;

/**
 * The three protocols of a forwarding connection; all always run (§4.1). `replyBytes` bounds one reply, and
 * what may wait for the acceptor: the protocol has no limit of its own.
 */
export function acceptorProtocols({ replyBytes }: { replyBytes: number }) {
  const traceObject = traceObjectBatchProtocol({ replyBytes });
  return { ...others(replyBytes), traceObject, mux: muxProtocols(replyBytes) };
}

/** A forwarder reads requests only; how large a reply may be is the acceptor's business. */
export function forwarderProtocols({ layout }: { layout: Exclude<ObjectLayout, 'either'> }) {
  const traceObject = traceObjectProtocol({ layout, replyBytes: 0 });
  return { ...others(0), traceObject, mux: muxProtocols(REQUEST_BYTES) };
}

function others(replyBytes: number) {
  const sizes = { requestBytes: REQUEST_BYTES, replyBytes };
  return { ekg: ekgProtocol(sizes), dataPoint: dataPointProtocol(sizes) };
}

/** What the mux needs to know of the three protocols. */
function muxProtocols(ingressBytes: number): readonly MuxProtocol[] {
  return [
    { name: 'ekg', number: 1, ingressBytes },
    { name: 'trace-object', number: 2, ingressBytes },
    { name: 'data-point', number: 3, ingressBytes },
  ];
}

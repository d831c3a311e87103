import { dataPointProtocol } from '../data-point/state.ts';
import type { MiniProtocol } from '../driver/protocol.ts';
import { ekgProtocol } from '../ekg/state.ts';
import type { MuxProtocol } from '../mux/mux.ts';
import { traceObjectProtocol } from '../trace-object/state.ts';

/** The largest request that a forwarder reads, and the most that may wait for it. */
const REQUEST_BYTES = 1 << 20;

/**
 * The three protocols of a forwarding connection; all always run (§4.1). `replyBytes` bounds one reply, and
 * what may wait for the acceptor: the protocol has no limit of its own.
 */
export function forwardingProtocols(options: { asks: boolean; replyBytes: number }) {
  const sizes = { requestBytes: REQUEST_BYTES, replyBytes: options.replyBytes };
  const ekg = ekgProtocol(sizes);
  const traceObject = traceObjectProtocol({ layout: 'either', replyBytes: options.replyBytes });
  const dataPoint = dataPointProtocol(sizes);
  const ingressBytes = options.asks ? options.replyBytes : REQUEST_BYTES;
  const open = ({ name, number }: Pick<MiniProtocol<never, string>, 'name' | 'number'>): MuxProtocol => ({
    name,
    number,
    ingressBytes,
  });
  return { ekg, traceObject, dataPoint, mux: [open(ekg), open(traceObject), open(dataPoint)] };
}

import type { MiniProtocol } from '../driver/protocol.ts';
import { illegalMessage } from '../errors.ts';
import { batchCodec } from './batch.ts';
import { type ObjectLayout, traceObjectCodec } from './codec.ts';
import type { TraceObjectBatch, TraceObjectMessage } from './messages.ts';
import { createReplyReader } from './reply-reader.ts';

/** Client = acceptor (asks), server = forwarder (answers). */
const agency = { Idle: 'client', BusyBlocking: 'server', BusyNonBlocking: 'server', Done: 'nobody' } as const;
type State = keyof typeof agency;

/** A forwarder's end: it reads requests and writes objects. */
export function traceObjectProtocol(options: {
  layout: ObjectLayout;
  replyBytes: number;
}): MiniProtocol<TraceObjectMessage, State> {
  return { ...fixed(options.replyBytes), codec: traceObjectCodec(options.layout) };
}

/** An acceptor's end: it reads replies, of either layout, without decoding them. */
export function traceObjectBatchProtocol(options: {
  replyBytes: number;
}): MiniProtocol<TraceObjectMessage<TraceObjectBatch>, State> {
  return { ...fixed(options.replyBytes), codec: batchCodec, openReader: createReplyReader };
}

/**
 * The protocol itself has no limits (§5); these are ours. `replyBytes` bounds what a forwarder can make an
 * acceptor hold; requests are below 20 bytes.
 */
function fixed(replyBytes: number) {
  const reply = { sizeBytes: replyBytes };
  const limits = { Idle: { sizeBytes: 1024 }, BusyBlocking: reply, BusyNonBlocking: reply, Done: reply };
  return { name: 'trace-object', number: 2, initial: 'Idle', agency, limits, step } as const;
}

function step(state: State, message: TraceObjectMessage<{ readonly length: number }>): State {
  switch (state) {
    case 'Idle':
      if (message.kind === 'Request') return message.blocking ? 'BusyBlocking' : 'BusyNonBlocking';
      if (message.kind === 'Done') return 'Done';
      break;
    case 'BusyBlocking':
      if (message.kind !== 'Reply') break;
      if (message.objects.length > 0) return 'Idle';
      throw illegalMessage('trace-object', state, message.kind, 'at least one object');
    case 'BusyNonBlocking':
      if (message.kind === 'Reply') return 'Idle';
  }
  throw illegalMessage('trace-object', state, message.kind);
}

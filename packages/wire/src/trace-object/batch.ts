import { type Codec, decode } from '@slotbench/cbor';
import { traceObjectCodec } from './codec.ts';
import type { Timestamp, TraceObject, TraceObjectBatch, TraceObjectMessage } from './messages.ts';

const codec = traceObjectCodec('either');
const LINE_FEEDS = /\n/g;

/** Replies as batches, by way of the decoded objects: the plain form of what `ReplyReader` does in one walk. */
export const batchCodec: Codec<TraceObjectMessage<TraceObjectBatch>> = {
  encode(w, message) {
    codec.encode(w, message.kind === 'Reply' ? { ...message, objects: message.objects.objects() } : message);
  },
  decode(r) {
    const message = codec.decode(r);
    return message.kind === 'Reply' ? { ...message, objects: batchOf(message.objects) } : message;
  },
};

function batchOf(objects: TraceObject[]): TraceObjectBatch {
  let lines = '';
  for (const { toMachine } of objects) lines += `${toMachine.replace(LINE_FEEDS, ' ')}\n`;
  const last = objects.at(-1);
  return {
    length: objects.length,
    machineLines: Buffer.from(lines),
    lastMs: last === undefined ? 0 : milliseconds(last.toTimestamp),
    objects: () => objects,
  };
}

/** The objects of a whole reply that was checked already. */
export function objectsOfReply(reply: Uint8Array): TraceObject[] {
  const message = decode(codec, reply);
  return message.kind === 'Reply' ? message.objects : [];
}

export function milliseconds({ seconds, picoseconds }: Timestamp): number {
  return seconds * 1000 + Math.floor(picoseconds / 1e9);
}

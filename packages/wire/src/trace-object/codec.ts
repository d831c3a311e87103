import type { Codec, Reader, Writer } from '@slotbench/cbor';
import {
  readEnumeration,
  readMaybe,
  readText,
  unexpected,
  writeEnumeration,
  writeList,
  writeMaybe,
  writeText,
} from '../serialise.ts';
import type { TraceObject, TraceObjectMessage } from './messages.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

/**
 * Layout of an object: `legacy` (cardano-node up to 8.2) has `toMachine` as Maybe Text; negotiation does not
 * tell (§8), so an acceptor reads `either`. What is written is `current` unless `legacy` is asked for.
 */
export type ObjectLayout = 'current' | 'legacy' | 'either';

/** Messages of mini-protocol 2 (§4.3). */
export function traceObjectCodec(layout: ObjectLayout): Codec<TraceObjectMessage> {
  return {
    encode(w, message) {
      switch (message.kind) {
        case 'Request':
          w.array(3).uint(1).bool(message.blocking).array(2).uint(0).uint(message.count);
          break;
        case 'Done':
          w.array(1).uint(2);
          break;
        case 'Reply':
          writeList(w.array(2).uint(3), message.objects, (_, object) => writeTraceObject(w, object, layout));
      }
    },

    decode(r) {
      const start = r.offset;
      const length = r.definiteArray();
      const key = r.uint();
      if (key === 1 && length === 3) {
        const blocking = r.bool();
        r.expectArray(2);
        r.expectUint(0);
        return { kind: 'Request', blocking, count: r.uint(0xffff) };
      }
      if (key === 2 && length === 1) return { kind: 'Done' };
      if (key === 3 && length === 2)
        return { kind: 'Reply', objects: r.list((item) => readTraceObject(item, layout)) };
      throw unexpected(start, 'a trace-object message', `array(${length}) with key ${key}`);
    },
  };
}

export function writeTraceObject(w: Writer, object: TraceObject, layout: ObjectLayout): void {
  w.array(9).uint(0);
  writeMaybe(w, object.toHuman, writeText);
  if (layout === 'legacy') w.array(1);
  w.text(object.toMachine);
  writeList(w, object.toNamespace, writeText);
  writeEnumeration(w, object.toSeverity);
  writeEnumeration(w, object.toDetails);
  writeTimestamp(w, object.toTimestamp);
  w.text(object.toHostname).text(object.toThreadId);
}

export function readTraceObject(r: Reader, layout: ObjectLayout): TraceObject {
  r.expectArray(9);
  r.expectUint(0);
  const toHuman = readMaybe(r, readText);
  const legacy = layout === 'legacy' || (layout === 'either' && r.peek() === 'array');
  return {
    toHuman,
    // A legacy object without a machine form has an empty one here.
    toMachine: legacy ? (readMaybe(r, readText) ?? '') : r.definiteText(),
    toNamespace: r.list(readText),
    toSeverity: readEnumeration(r, 7),
    toDetails: readEnumeration(r, 3),
    toTimestamp: readTimestamp(r),
    toHostname: readHostname(r, layout),
    toThreadId: r.definiteText(),
  };
}

/** Before 10.3 a host name with lone surrogates came as bytes of generalised UTF-8 (§8). */
function readHostname(r: Reader, layout: ObjectLayout): string {
  if (layout !== 'current' && r.peek() === 'bytes') return new TextDecoder().decode(r.definiteBytes());
  return r.definiteText();
}

import type { TraceObject } from '@slotbench/wire';
import { ByteText } from '../format/byte-text.ts';
import { type LineTemplate, writeMachineLine } from '../format/line.ts';
import type { TimeStamps } from '../format/time-stamp.ts';

/** What all objects of one message have in common. */
export interface ObjectOrigin {
  readonly namespace: string;
  readonly template: LineTemplate;
  readonly stamps: TimeStamps;
  readonly host: string;
  readonly thread: string;
}

/** What is known when the message is traced. */
export interface TracedParts {
  readonly data: Readonly<Record<string, unknown>>;
  readonly human: string | undefined;
  readonly rank: number;
  readonly detail: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

const scratch = new ByteText(4096);

/**
 * A trace object whose line is rendered when the forwarder takes it: what the queue drops is never rendered, which is two
 * thirds of the cost (bench/tracing). Its data must be flat (`isFlat`) and its own.
 */
export class LateObject {
  readonly #origin: ObjectOrigin;
  readonly #parts: TracedParts;

  constructor(origin: ObjectOrigin, parts: TracedParts) {
    this.#origin = origin;
    this.#parts = parts;
  }

  get toTimestamp(): TraceObject['toTimestamp'] {
    const { seconds, nanoseconds } = this.#parts;
    return { seconds, picoseconds: nanoseconds * 1000 };
  }

  render(): TraceObject {
    const { namespace, template, stamps, host, thread } = this.#origin;
    const { data, human, rank, detail, seconds, nanoseconds } = this.#parts;
    scratch.end = 0;
    writeMachineLine(scratch, stamps, template, data, rank, seconds, nanoseconds);
    return {
      toHuman: human,
      toMachine: scratch.textFrom(0),
      toNamespace: [namespace],
      toSeverity: rank,
      toDetails: detail,
      toTimestamp: this.toTimestamp,
      toHostname: host,
      toThreadId: thread,
    };
  }
}

/** A longer text is rendered, and cut, at once: it should not wait in a queue. */
const LONG_TEXT = 4096;

/** True if no value is an object or a function, so that a shallow copy of the data is a whole one, nor a long text. */
export function isFlat(data: Readonly<Record<string, unknown>>): boolean {
  for (const key in data) {
    const value = data[key];
    switch (typeof value) {
      case 'object':
        if (value !== null) return false;
        break;
      case 'string':
        if (value.length > LONG_TEXT) return false;
        break;
      case 'function':
        return false;
    }
  }
  return true;
}

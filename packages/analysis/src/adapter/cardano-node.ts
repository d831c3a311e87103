import type { Event } from '../events.ts';
import type { LineInterest, TraceLine } from '../read/trace-line.ts';
import { FIELDS } from './cardano-node-fields.ts';
import { READERS } from './cardano-node-readers.ts';
import { messageByKind, messageByNamespace } from './vocabulary.ts';

/** Turns the log lines of one node implementation into events; `event` is undefined for a line without what it promises. */
export interface LogAdapter {
  readonly id: string;
  /** What this implementation's log never says, in words that end a sentence. */
  readonly cannotReport: readonly string[];
  /** Whether a namespace is of this implementation. */
  owns(ns: string): boolean;
  readonly interest: LineInterest;
  event(line: TraceLine): Event | undefined;
  /** `event` for the lines of one namespace, which needs no looking up. */
  eventOf(ns: string): (line: TraceLine) => Event | undefined;
}

/** cardano-node 1.35 to 11 and every node that writes its vocabulary, the embedded one among them. */
export const cardanoNode: LogAdapter = {
  id: 'cardano-node',
  cannotReport: [],
  owns: (ns) => messageByNamespace(ns) !== undefined,
  interest: {
    namespace: (ns) => (messageByNamespace(ns) === undefined ? 'byKind' : 'read'),
    kind: (kind) => messageByKind(kind) !== undefined,
    fields(ns) {
      const name = messageByNamespace(ns);
      return name === undefined ? undefined : FIELDS[name];
    },
  },
  event(line) {
    const name =
      messageByNamespace(line.ns) ??
      (typeof line.data.kind === 'string' ? messageByKind(line.data.kind) : undefined);
    return name === undefined ? undefined : READERS[name](line.at, line.data);
  },
  eventOf(ns) {
    const name = messageByNamespace(ns);
    if (name === undefined) return cardanoNode.event;
    const read = READERS[name];
    return (line) => read(line.at, line.data);
  },
};

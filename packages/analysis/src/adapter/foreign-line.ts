/** What adapters of nodes with a log format of their own have in common. */
import type { Event } from '../events.ts';
import type { Envelope } from '../read/trace-line.ts';
import type { LogAdapter } from './cardano-node.ts';

export type Data = Readonly<Record<string, unknown>>;

/** Makes the event of a message from its data; undefined if what it needs is not there. */
export type ForeignReader = (at: number, data: Data) => Event | undefined;

/** An adapter of a node whose lines have a form of their own: `envelope` cuts a line up, `readers` know messages by name. */
export function foreignAdapter(o: {
  id: string;
  prefix: string;
  cannotReport: readonly string[];
  readers: ReadonlyMap<string, ForeignReader>;
  envelope(line: Data): Envelope | undefined;
}): LogAdapter {
  return {
    id: o.id,
    cannotReport: o.cannotReport,
    owns: (ns) => ns.startsWith(o.prefix),
    interest: {
      namespace: (ns) => (o.readers.has(ns) ? 'read' : 'byKind'),
      kind: () => false,
      fields: () => undefined,
      envelope: o.envelope,
    },
    event: ({ at, ns, data }) => o.readers.get(ns)?.(at, data),
    eventOf(ns) {
      const read = o.readers.get(ns);
      return ({ at, data }) => read?.(at, data);
    },
  };
}

/** A message's name as a namespace; texts with numbers in them would give one each, so it is cut. */
export function nameOf(prefix: string, message: string): string {
  return prefix + message.slice(0, 60);
}

export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function hashAt(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : undefined;
}

/** `SLOT.HASH`. */
export function pointAt(value: unknown): { slot: number; hash: string } | undefined {
  const match = typeof value === 'string' ? /^(\d{1,15})\.([0-9a-f]{64})$/.exec(value) : null;
  return match === null ? undefined : { slot: Number(match[1]), hash: match[2]! };
}

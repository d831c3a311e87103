import type { LineInterest } from '../read/trace-line.ts';
import { amaru } from './amaru.ts';
import { cardanoNode, type LogAdapter } from './cardano-node.ts';
import { dingo } from './dingo.ts';

/** Nodes with a log format of their own; a new one is added here. */
const FOREIGN: readonly LogAdapter[] = [amaru, dingo];

/**
 * The adapter of every node that is known: the form of a line says whose it is, so that a run may mix implementations
 * and a log needs no label.
 */
export const anyNode: LogAdapter = {
  id: 'any',
  cannotReport: [],
  owns: () => true,
  interest: {
    namespace: (ns) => adapterOf(ns).interest.namespace(ns),
    kind: (kind) => cardanoNode.interest.kind(kind),
    fields: (ns) => adapterOf(ns).interest.fields(ns),
    envelope(line) {
      for (const { interest } of FOREIGN) {
        const found = interest.envelope?.(line);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  } satisfies LineInterest,
  event: (line) => adapterOf(line.ns).event(line),
  eventOf: (ns) => adapterOf(ns).eventOf(ns),
};

/** Whose message a namespace is; cardano-node's where no other claims it. */
export function adapterOf(ns: string): LogAdapter {
  return FOREIGN.find(({ owns }) => owns(ns)) ?? cardanoNode;
}

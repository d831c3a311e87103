import type { Envelope } from '../read/trace-line.ts';
import type { LogAdapter } from './cardano-node.ts';
import { type Data, type ForeignReader, foreignAdapter, hashAt, nameOf, pointAt } from './foreign-line.ts';

const PREFIX = 'amaru:';

const READERS = new Map<string, ForeignReader>([
  [
    `${PREFIX}received header`,
    (at, data) => {
      const point = pointAt(data.point);
      return point === undefined ? undefined : { at, kind: 'HeaderSeen', blockNo: undefined, ...point };
    },
  ],
  [
    `${PREFIX}store_block exit`,
    (at, data) => {
      const hash = hashAt(data.hash);
      return hash === undefined ? undefined : { at, kind: 'BlockFetched', hash };
    },
  ],
  // What of the spans of validation is over names no block; the next one, which appends it to the chain, does.
  [
    `${PREFIX}roll_forward_chain exit`,
    (at, data) => {
      const hash = hashAt(data.hash);
      return hash === undefined ? undefined : { at, kind: 'BlockValidated', hash };
    },
  ],
  [
    `${PREFIX}diffusion.forward_chain.new_tip`,
    (at, data) => {
      const hash = pointAt(data.point)?.hash;
      if (hash === undefined) return undefined;
      return { at, kind: 'BlockAdopted', hash, by: 'extension', chainDelta: 1, sizeBytes: undefined };
    },
  ],
]);

/**
 * amaru 0.1.2 with `--with-json-traces`: `{"timestamp","level","fields","target","span"}`. Spans say `enter` and `exit`;
 * what a span found out is there at its exit. Messages as in a real node's logs of July to November 2026.
 */
export const amaru: LogAdapter = foreignAdapter({
  id: 'amaru',
  prefix: PREFIX,
  cannotReport: [
    'slots and leadership',
    'forging',
    'the mempool',
    'requests for blocks',
    'headers and blocks sent',
    'CPU and memory',
  ],
  readers: READERS,
  envelope,
});

/** The span's fields stand beside the message's own. */
function envelope({ timestamp, fields, span, target }: Data): Envelope | undefined {
  if (typeof timestamp !== 'string' || typeof target !== 'string') return undefined;
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { message, ...own } = fields as Data;
  const { name, ...found } = (span ?? {}) as Data;
  const said = String(message ?? '');
  const isSpan = said === 'enter' || said === 'exit';
  const ns = nameOf(PREFIX, isSpan ? `${String(name)} ${said}` : said);
  return { at: timestamp, ns, data: isSpan ? { ...found, ...own } : own };
}

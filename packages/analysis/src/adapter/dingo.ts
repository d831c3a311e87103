import type { Event } from '../events.ts';
import type { Envelope } from '../read/trace-line.ts';
import type { LogAdapter } from './cardano-node.ts';
import {
  type Data,
  type ForeignReader,
  foreignAdapter,
  hashAt,
  nameOf,
  wholeNumber,
} from './foreign-line.ts';

const PREFIX = 'dingo:';

const READERS = new Map<string, ForeignReader>([
  [`${PREFIX}forge check: not leader for slot`, (at, data) => leadership(at, data.current_slot, false)],
  [`${PREFIX}producing block`, (at, data) => leadership(at, data.slot, true)],
  [
    `${PREFIX}block produced successfully`,
    (at, data) => {
      const slot = wholeNumber(data.slot);
      const hash = hashAt(data.hash);
      if (slot === undefined || hash === undefined) return undefined;
      return { at, kind: 'BlockForged', slot, blockNo: undefined, hash, prev: undefined };
    },
  ],
  [
    `${PREFIX}chain extended`,
    (at, data) => {
      const hash = hashAt(data.newTip);
      if (hash === undefined) return undefined;
      const by = data.source === 'forged' ? 'ownForge' : 'extension';
      return { at, kind: 'BlockAdopted', hash, by, chainDelta: 1, sizeBytes: undefined };
    },
  ],
]);

/**
 * dingo 0.69 with `DINGO_LOGGING_FORMAT=json` and level debug: slog's `{"time","level","msg",…}`. Messages and keys as
 * its source has them; no log of the program was at hand.
 */
export const dingo: LogAdapter = foreignAdapter({
  id: 'dingo',
  prefix: PREFIX,
  cannotReport: [
    'which header was received',
    'requests for blocks and their arrival',
    'headers and blocks sent',
    'the size of the mempool',
    'CPU and memory',
  ],
  readers: READERS,
  envelope,
});

function leadership(at: number, value: unknown, leader: boolean): Event | undefined {
  const slot = wholeNumber(value);
  return slot === undefined ? undefined : { at, kind: 'LeadershipDecided', slot, leader };
}

/** The new tip stands in the text of its message. */
function envelope(line: Data): Envelope | undefined {
  const { time, level, msg, ...data } = line;
  if (typeof time !== 'string' || typeof level !== 'string' || typeof msg !== 'string') return undefined;
  const extended = /^chain extended, new tip: ([0-9a-f]{64}) at slot \d+$/.exec(msg);
  if (extended === null) return { at: time, ns: nameOf(PREFIX, msg), data };
  return { at: time, ns: `${PREFIX}chain extended`, data: { ...data, newTip: extended[1] } };
}

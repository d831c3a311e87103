import type { Reader, Writer } from '@slotbench/cbor';
import { unexpected } from '../serialise.ts';
import type { Timestamp } from './messages.ts';

const PICOSECONDS = 1_000_000_000_000;

/** UTCTime: tag 1000, map of seconds (key 1) and picoseconds (key -12), in this order (§4.3). */
export function writeTimestamp(w: Writer, { seconds, picoseconds }: Timestamp): void {
  w.tag(1000).map(2).uint(1).int(seconds).int(-12).uint(picoseconds);
}

/** Takes tag 1000, tag 1 (any number) and tag 0 (RFC 3339 text), as `serialise` does. */
export function readTimestamp(r: Reader): Timestamp {
  const at = r.offset;
  switch (r.tag()) {
    case 1000:
      return readExtended(r);
    case 1:
      return readEpoch(r);
    case 0:
      return readRfc3339(r);
    default:
      throw unexpected(at, 'tag 0, 1 or 1000', 'another tag');
  }
}

function readExtended(r: Reader): Timestamp {
  const at = r.offset;
  const entries = r.definiteMap();
  if (entries !== 2) throw unexpected(at, 'map(2)', `map(${entries})`);
  r.expectUint(1);
  const seconds = r.int();
  const key = r.int();
  if (key !== -12) throw unexpected(at, 'key -12', `key ${key}`);
  const picoseconds = r.unsigned();
  if (picoseconds < PICOSECONDS) return { seconds, picoseconds: Number(picoseconds) };
  const all = BigInt(picoseconds);
  return {
    seconds: seconds + Number(all / BigInt(PICOSECONDS)),
    picoseconds: Number(all % BigInt(PICOSECONDS)),
  };
}

function readEpoch(r: Reader): Timestamp {
  const at = r.offset;
  if (r.peek() !== 'float') return { seconds: r.int(), picoseconds: 0 };
  const value = r.float();
  if (!Number.isFinite(value)) throw unexpected(at, 'a finite number of seconds', String(value));
  const seconds = Math.floor(value);
  return { seconds, picoseconds: Math.floor((value - seconds) * PICOSECONDS) };
}

function readRfc3339(r: Reader): Timestamp {
  const at = r.offset;
  const time = parseRfc3339(r.definiteText());
  if (time === undefined) throw unexpected(at, 'RFC 3339 date and time with zone', 'other text');
  return time;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,12})\d*)?(?:Z|([+-])(\d\d):?(\d\d))$/;

function parseRfc3339(text: string): Timestamp | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = '', sign, hours = '0', minutes = '0'] = match;
  const ms = Date.parse(`${date}T${time}Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(`${date}T${time}`)) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 * (sign === '-' ? -1 : 1);
  return { seconds: ms / 1000 - offset, picoseconds: Number(fraction.padEnd(12, '0')) };
}

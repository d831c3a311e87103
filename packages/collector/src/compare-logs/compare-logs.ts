import { hostOf, timeOf } from './line-facts.ts';
import { findLogs, type LinesRead, type LogFolder, readLog } from './log-root.ts';
import { HourBalance, type LinePlace, type SideName, type Surplus } from './surplus.ts';

export interface CompareOptions {
  /** What tells nodes apart: the folder, or the lines' `host` where one side has all nodes in one folder. */
  readonly by: 'directory' | 'host';
  /** Only lines from this time on, `2026-07-01T12` or longer. */
  readonly from?: string | undefined;
  /** Only lines before this time. */
  readonly to?: string | undefined;
}

/** Lines that a side lacks, with the first and the last of them. */
export interface Lack {
  readonly count: number;
  readonly first: LackingLine;
  readonly last: LackingLine;
}

export interface LackingLine {
  /** `FILE:LINE` of the side that has it. */
  readonly place: string;
  readonly text: string;
}

export interface HourComparison {
  /** `2026-07-01T12`, or `-` for lines without a time. */
  readonly hour: string;
  readonly linesA: number;
  readonly linesB: number;
  readonly lackingInA: Lack | undefined;
  readonly lackingInB: Lack | undefined;
}

export interface LogComparison {
  readonly equal: boolean;
  readonly by: CompareOptions['by'];
  readonly linesA: number;
  readonly linesB: number;
  readonly lackingInA: number;
  readonly lackingInB: number;
  readonly nodes: readonly { readonly node: string; readonly hours: readonly HourComparison[] }[];
  readonly notes: readonly string[];
}

/** An hour is final once everything has been read up to this long after its end. */
const SLACK_HOURS = 1;
const NO_TIME = '-';

/**
 * Compares the machine-format lines under two log roots, by node and hour, in any framing, compressed or not. Both are
 * read side by side in the order of their times, so the memory needed is that of the differences of some hours;
 * a line that stands more than an hour from its place in time may count as lacking on both sides. Throws
 * COLLECTOR_NO_LOGS and COLLECTOR_BAD_LOG.
 */
export async function compareLogs(
  rootA: string,
  rootB: string,
  options: CompareOptions,
): Promise<LogComparison> {
  const notes: string[] = [];
  const onGone = (file: string) => notes.push(`${file} was deleted while it was to be read`);
  const [foldersA, foldersB] = [await findLogs(rootA), await findLogs(rootB)];
  const readers = [
    ...(await Promise.all(foldersA.map((folder) => openReader('a', folder, onGone)))),
    ...(await Promise.all(foldersB.map((folder) => openReader('b', folder, onGone)))),
  ];
  const nodes = new Map<string, Map<string, HourBalance>>();
  const open = new Map<HourBalance, number>();

  function enter(reader: Reader, { file, lines }: LinesRead): void {
    for (const { number, bytes } of lines) {
      const at = timeOf(bytes);
      if (at !== undefined && at > reader.reached) reader.reached = at;
      if (!inRange(at, options)) continue;
      const node = options.by === 'host' ? hostOf(bytes) : reader.folder.name;
      const hour = at?.slice(0, 13) ?? NO_TIME;
      const hours = entry(nodes, node, () => new Map<string, HourBalance>());
      const balance = entry(hours, hour, () => new HourBalance());
      balance.add(reader.side, bytes, { at: at ?? '', file, number });
      if (!open.has(balance)) open.set(balance, hourNumber(hour) ?? Number.POSITIVE_INFINITY);
    }
  }

  for (let live = readers; live.length > 0; live = live.filter((reader) => !reader.ended)) {
    const behind = live.reduce((least, reader) => (reader.reached < least.reached ? reader : least));
    const reachedHour = hourNumber(behind.reached.slice(0, 13)) ?? Number.NEGATIVE_INFINITY;
    for (const [balance, hour] of open)
      if (hour + SLACK_HOURS < reachedHour) {
        balance.close();
        open.delete(balance);
      }
    const next = await behind.lines.next();
    if (next.done === true) behind.ended = true;
    else enter(behind, next.value);
  }
  for (const balance of open.keys()) balance.close();

  const texts = await textsOf(nodes, onGone);
  if (options.by === 'directory' && !foldersA.some(({ name }) => foldersB.some((b) => b.name === name)))
    notes.push('no folder of A is in B: `--by host` tells nodes apart by the host in their lines');
  return summary(nodes, texts, options.by, notes);
}

/** One folder on its way from its first line to its last. */
interface Reader {
  readonly side: SideName;
  readonly folder: LogFolder;
  readonly lines: AsyncGenerator<LinesRead>;
  /** Latest time that was read; at the start that of the first line. */
  reached: string;
  ended: boolean;
}

async function openReader(
  side: SideName,
  folder: LogFolder,
  onGone: (file: string) => void,
): Promise<Reader> {
  async function* all() {
    for (const file of folder.files) yield* readLog(file, onGone);
  }
  return { side, folder, lines: all(), reached: await firstTime(folder), ended: false };
}

/** Not the time in the file's name: old lines may have been forwarded lately. */
async function firstTime({ files }: LogFolder): Promise<string> {
  for (const file of files)
    for await (const { lines } of readLog(file, () => {}))
      for (const { bytes } of lines) {
        const at = timeOf(bytes);
        if (at !== undefined) return at;
      }
  return '';
}

function inRange(at: string | undefined, { from, to }: CompareOptions): boolean {
  if (from === undefined && to === undefined) return true;
  return at !== undefined && (from === undefined || at >= from) && (to === undefined || at < to);
}

/** Hours since 1970 of `2026-07-01T12`. */
function hourNumber(hour: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d$/.test(hour)) return undefined;
  const ms = Date.parse(`${hour}:00Z`);
  return Number.isNaN(ms) ? undefined : ms / 3_600_000;
}

/** Texts of the first and last lacking lines, by `FILE:LINE`: each file that has some is read once more. */
async function textsOf(
  nodes: ReadonlyMap<string, ReadonlyMap<string, HourBalance>>,
  onGone: (file: string) => void,
): Promise<Map<string, string>> {
  const wanted = new Map<string, Set<number>>();
  for (const hours of nodes.values())
    for (const balance of hours.values())
      for (const surplus of [balance.surplus('a'), balance.surplus('b')])
        for (const place of surplus === undefined ? [] : [surplus.first, surplus.last])
          entry(wanted, place.file, () => new Set<number>()).add(place.number);
  const texts = new Map<string, string>();
  for (const [file, numbers] of wanted)
    for await (const { lines } of readLog(file, onGone))
      for (const { number, bytes } of lines)
        if (numbers.has(number)) texts.set(`${file}:${number}`, bytes.toString('utf8'));
  return texts;
}

function summary(
  nodes: ReadonlyMap<string, ReadonlyMap<string, HourBalance>>,
  texts: ReadonlyMap<string, string>,
  by: CompareOptions['by'],
  notes: readonly string[],
): LogComparison {
  const line = (place: LinePlace): LackingLine => {
    const where = `${place.file}:${place.number}`;
    return { place: where, text: texts.get(where) ?? '' };
  };
  const lack = (surplus: Surplus | undefined): Lack | undefined =>
    surplus && { count: surplus.count, first: line(surplus.first), last: line(surplus.last) };
  const total = { linesA: 0, linesB: 0, lackingInA: 0, lackingInB: 0 };
  const compared = sorted(nodes).map(([node, hours]) => ({
    node,
    hours: sorted(hours).map(([hour, balance]): HourComparison => {
      const [lackingInA, lackingInB] = [lack(balance.surplus('b')), lack(balance.surplus('a'))];
      total.linesA += balance.lines.a;
      total.linesB += balance.lines.b;
      total.lackingInA += lackingInA?.count ?? 0;
      total.lackingInB += lackingInB?.count ?? 0;
      return { hour, linesA: balance.lines.a, linesB: balance.lines.b, lackingInA, lackingInB };
    }),
  }));
  return { equal: total.lackingInA + total.lackingInB === 0, by, ...total, nodes: compared, notes };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function sorted<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What Linux tells about a process, in the units of the trace. */
export interface ProcessUsage {
  readonly cpuCentiseconds: number;
  readonly rssBytes: number;
  readonly blockIoCentiseconds: number;
  readonly threads: number;
}

const PAGE_BYTES = 4096;

/**
 * Reads `/proc/self/stat`: user and system time (fields 14, 15 of proc(5)), threads (20), resident pages (24), delay of block
 * I/O (42). A clock tick is 1/100 s on every Linux that Node runs on. The name in parentheses may hold anything.
 */
export function parseStat(text: string): ProcessUsage {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // The first of `fields` is field 3.
  const field = (number: number): number => Number(fields[number - 3]) || 0;
  return {
    cpuCentiseconds: field(14) + field(15),
    rssBytes: field(24) * PAGE_BYTES,
    blockIoCentiseconds: field(42),
    threads: field(20),
  };
}

/** Reads `/proc/self/io`: bytes that really went to and came from storage. */
export function parseIo(text: string): { readBytes: number; writtenBytes: number } {
  const value = (key: string): number => Number(new RegExp(`^${key}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { readBytes: value('read_bytes'), writtenBytes: value('write_bytes') };
}

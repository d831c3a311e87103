/** The name of a log file without what packing added to it. */
export function unpackedName(name: string): string {
  return name.replace(/\.(gz|zst)$/, '');
}

/**
 * `node-2026-05-04T10-00-00.json` of a collector, `node-20260504100000.json` of the legacy system. The `node.json` beside them is a
 * link to the newest.
 */
export function isRotated(name: string): boolean {
  return /^node-\d.*\.json$/.test(unpackedName(name));
}

/** `stdout`, and what rotation makes of it: `stdout.1`, `stdout-20260504.gz`. */
export function isStdout(name: string): boolean {
  return /^stdout([.-]|$)/.test(name);
}

/** `.log` is what a collector writes for people to read. */
export function isForPeople(name: string): boolean {
  return /^node-\d.*\.log$/.test(unpackedName(name));
}

/** The host of a file that holds all of its log, such as `node-0.jsonl.gz`; undefined for other files. */
export function hostOfFile(name: string, extensions: readonly string[]): string | undefined {
  const match = /^(.+?)\.(jsonl|json|log)(\.\d+)?$/.exec(unpackedName(name));
  return match !== null && extensions.includes(match[2]!) ? match[1] : undefined;
}

/** Digits of the time in a rotated file's name, which sort as the time does; undefined for another name. */
export function timeInName(name: string): string | undefined {
  const match = /^node-(\d{4})-?(\d\d)-?(\d\d)T?(\d\d)-?(\d\d)-?(\d\d)\.json$/.exec(unpackedName(name));
  return match?.slice(1).join('');
}

const natural = new Intl.Collator('en', { numeric: true });

/** Numbers in names in numeric order; never 0 for different names. */
export function compareNames(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

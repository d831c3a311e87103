/**
 * Names of log files: `node-YYYY-MM-DDTHH-MM-SS.json|log`, UTC second of creation, beside a symbolic link
 * `node.json|log` to the current one. A compressed one has `.gz` or `.zst` behind. Only files that match are rotated; a
 * folder's other files are never touched.
 */
export type LogFormat = 'ForMachine' | 'ForHuman';

export type Compression = 'gzip' | 'zstd';

export interface LogName {
  readonly format: LogFormat;
  /** When the file was created, in ms since 1970. */
  readonly createdMs: number;
  /** undefined: not compressed. */
  readonly compression: Compression | undefined;
}

const ENDING: Record<LogFormat, string> = { ForMachine: 'json', ForHuman: 'log' };

export const COMPRESSED_ENDING: Record<Compression, string> = { gzip: '.gz', zstd: '.zst' };

export function logFileName(format: LogFormat, nowMs: number): string {
  return `node-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}.${ENDING[format]}`;
}

export function linkName(format: LogFormat): string {
  return `node.${ENDING[format]}`;
}

/** What the name of a log file tells; undefined if it is none. */
export function parseLogName(name: string): LogName | undefined {
  const match = /^node-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(json|log)(\.gz|\.zst)?$/.exec(name);
  if (match === null) return undefined;
  const createdMs = Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
  if (Number.isNaN(createdMs)) return undefined;
  const compression = match[6] === undefined ? undefined : match[6] === '.gz' ? 'gzip' : 'zstd';
  return { format: match[5] === 'json' ? 'ForMachine' : 'ForHuman', createdMs, compression };
}

/**
 * Names of log files: `node-YYYY-MM-DDTHH-MM-SS.json|log`, UTC second of creation, beside a symbolic link
 * `node.json|log` to the current one. Only files that match are rotated; a folder's other files are never touched.
 */
export type LogFormat = 'ForMachine' | 'ForHuman';

const ENDING: Record<LogFormat, string> = { ForMachine: 'json', ForHuman: 'log' };

export function logFileName(format: LogFormat, nowMs: number): string {
  return `node-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}.${ENDING[format]}`;
}

export function linkName(format: LogFormat): string {
  return `node.${ENDING[format]}`;
}

/** When the file of this name was created, in ms since 1970; undefined if it is no log file of the format. */
export function createdMs(name: string, format: LogFormat): number | undefined {
  const match = /^node-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(json|log)$/.exec(name);
  if (match === null || match[5] !== ENDING[format]) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

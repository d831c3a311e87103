import type { TraceObject } from '@slotbench/wire';
import type { LogFormat } from '../logs/log-name.ts';

/** syslog's numbers: 0 Emergency ... 7 Debug, the other way round than on the wire. */
function priorityOf({ toSeverity }: Pick<TraceObject, 'toSeverity'>): number {
  return 7 - toSeverity;
}

/**
 * One entry for the journal's stream socket: `<PRIORITY>text`. The text is one line: a line break inside would begin
 * another entry, so it is written as `\n`.
 */
export function streamLine(object: TraceObject, format: LogFormat): string {
  return `<${priorityOf(object)}>${message(object, format)}\n`;
}

/**
 * One entry with fields of its own, as `logger --journald` reads it: a line a field. The fields are cardano-tracer's:
 * SYSLOG_IDENTIFIER (the node's name), MESSAGE, PRIORITY, NAMESPACE, THREAD (digits), TIME (12 digits of the fraction).
 */
export function fieldLines(object: TraceObject, format: LogFormat, identifier: string): string {
  const fields = {
    SYSLOG_IDENTIFIER: identifier,
    MESSAGE: message(object, format),
    PRIORITY: priorityOf(object),
    NAMESPACE: object.toNamespace.join('.') || 'noname',
    THREAD: object.toThreadId.replaceAll(/\D/g, ''),
    TIME: timeText(object),
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${oneLine(String(value))}\n`)
    .join('');
}

/** The human text where the node sent one and it is asked for, else the machine line. */
function message(object: TraceObject, format: LogFormat): string {
  return oneLine(format === 'ForHuman' ? (object.toHuman ?? object.toMachine) : object.toMachine);
}

function oneLine(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\r?\n/g, '\\n');
}

function timeText({ toTimestamp: { seconds, picoseconds } }: TraceObject): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return '';
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${String(picoseconds).padStart(12, '0')}Z`;
}

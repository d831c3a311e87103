import type { ByteText } from '../format/byte-text.ts';
import { writeValue } from '../format/data.ts';
import { colours } from '../format/line.ts';
import { quote } from '../format/quote.ts';
import { contentData, contentText } from './content.ts';
import type { LogObject, LogTime } from './log-object.ts';

/** What every line of a process says about it. */
export interface ProcessMark {
  /** `version:commit`, the commit cut to five characters. */
  readonly env: string;
  readonly pid: string;
}

const NEWLINE = 0x0a;

/**
 * Appends `{"app":[],"at":…,"data":…,"env":…,"host":…,"loc":null,"msg":"","ns":[…],"pid":…,"sev":…,"thread":…}` and a line
 * feed. False: the object has nothing to say. The bytes are katip's (0.8.7.4), keys in code-point order.
 */
export function writeJsonLine(out: ByteText, object: LogObject, mark: ProcessMark): boolean {
  const data = contentData(object.content);
  if (data === undefined) return false;
  const [day, time] = stamp(object.time);
  out.ascii(`{"app":[],"at":"${day}T${time}Z","data":`);
  writeValue(out, data);
  out.utf8(
    `,"env":${quote(mark.env)},"host":${quote(object.host)},"loc":null,"msg":"","ns":[${quote(object.name)}]` +
      `,"pid":${quote(mark.pid)},"sev":"${object.severity}","thread":${quote(object.thread)}}`,
  );
  out.byte(NEWLINE);
  return true;
}

/** Appends `[host:name:Severity:thread] [time UTC] text`, the first bracket coloured or not. False: there is no text. */
export function writeTextLine(out: ByteText, object: LogObject, coloured: boolean): boolean {
  const text = contentText(object.content);
  if (text === '') return false;
  const { host, name, severity, thread } = object;
  const [day, time] = stamp(object.time);
  const origin = `[${host === '' ? '' : `${host}:`}${name}:${severity}:${thread}]`;
  const colour = coloured ? colours[severity] : '';
  out.utf8(`${colour}${origin}${colour === '' ? '' : '\u001b[0m'} [${day} ${time} UTC] ${text}`);
  out.byte(NEWLINE);
  return true;
}

let lastSecond = Number.NaN;
let lastDay = '';
let lastTime = '';

/** The day, its year without padding, and the time with two decimals, cut and not rounded. */
function stamp({ seconds, picoseconds }: LogTime): readonly [day: string, time: string] {
  if (seconds !== lastSecond) {
    const date = new Date(seconds * 1000);
    lastSecond = seconds;
    lastDay = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
    lastTime = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:`;
  }
  const leap = picoseconds >= 1e12;
  const second = leap ? 60 : ((seconds % 60) + 60) % 60;
  const hundredths = Math.floor((leap ? picoseconds - 1e12 : picoseconds) / 1e10);
  return [lastDay, `${lastTime}${two(second)}.${two(hundredths)}`];
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** A time as the library's JSON writes it, with as many decimals as it needs. */
export function fullStamp({ seconds, picoseconds }: LogTime): string {
  const leap = picoseconds >= 1e12;
  const text = new Date(seconds * 1000).toISOString().slice(0, leap ? -7 : -5);
  const fraction = String(leap ? picoseconds - 1e12 : picoseconds)
    .padStart(12, '0')
    .replace(/0+$/, '');
  return `${text}${leap ? '60' : ''}${fraction === '' ? '' : `.${fraction}`}Z`;
}

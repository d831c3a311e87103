import { type Severity, severities } from '../severity.ts';
import type { ByteText } from './byte-text.ts';
import { writeValue } from './data.ts';
import { quote } from './quote.ts';
import type { TimeStamps } from './time-stamp.ts';

/** What does not change from one message of a tracer to the next, encoded once. */
export interface LineTemplate {
  /** `","ns":"…","data":`, between the time stamp and the data. */
  readonly machineMiddle: Uint8Array;
  /** From the end of the data to the end of the line, by severity rank. */
  readonly machineEnd: readonly Uint8Array[];
  /** `[host:ns](Info,1)`, by severity rank. */
  readonly humanOrigin: readonly string[];
}

const MACHINE_START = Buffer.from('{"at":"');

export function lineTemplate(origin: { namespace: string; host: string; thread: string }): LineTemplate {
  const { namespace, host, thread } = origin;
  const tail = `"thread":${quote(thread)},"host":${quote(host)}}`;
  return {
    machineMiddle: Buffer.from(`","ns":${quote(namespace)},"data":`),
    machineEnd: severities.map((severity) => Buffer.from(`,"sev":"${severity}",${tail}`)),
    humanOrigin: severities.map((severity) => `[${host}:${namespace}](${severity},${thread})`),
  };
}

/** Appends `{"at":…,"ns":…,"data":…,"sev":…,"thread":…,"host":…}`, keys in upstream's order, without a line feed. */
export function writeMachineLine(
  out: ByteText,
  stamps: TimeStamps,
  template: LineTemplate,
  data: unknown,
  rank: number,
  seconds: number,
  nanoseconds: number,
): void {
  out.constant(MACHINE_START);
  stamps.writeIso(out, seconds, nanoseconds);
  out.constant(template.machineMiddle);
  writeValue(out, data);
  out.constant(template.machineEnd[rank]!);
}

/** ANSI colours of the part before the text, the legacy system's too. */
export const colours: Readonly<Record<Severity, string>> = {
  Debug: '',
  Info: '\u001b[34m',
  Notice: '\u001b[35m',
  Warning: '\u001b[33m',
  Error: '\u001b[31m',
  Critical: '\u001b[31m',
  Alert: '\u001b[31m',
  Emergency: '\u001b[31m',
};

/** `[time][host:ns](severity,thread) text`, coloured up to the text. */
export function humanLine(parts: {
  stamp: string;
  origin: string;
  severity: Severity;
  text: string;
  coloured: boolean;
}): string {
  const { stamp, origin, severity, coloured } = parts;
  const colour = coloured ? colours[severity] : '';
  const head = `${colour}[${stamp}]${origin}${colour === '' ? '' : '\u001b[0m'}`;
  return `${head} ${parts.text}`;
}

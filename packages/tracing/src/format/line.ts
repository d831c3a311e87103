import { type Severity, severities } from '../severity.ts';
import { quote } from './data.ts';

/** What does not change from one message of a tracer to the next, rendered once. */
export interface LineTemplate {
  /** `","ns":"…","data":`, between the time stamp and the data. */
  readonly machineMiddle: string;
  /** From the end of the data to the end of the line, by severity rank. */
  readonly machineEnd: readonly string[];
  /** `[host:ns](Info,1)`, by severity rank. */
  readonly humanOrigin: readonly string[];
}

export const MACHINE_START = '{"at":"';

/** A machine line is `MACHINE_START + iso + machineMiddle + data + machineEnd[rank]`, keys in upstream's order. */
export function lineTemplate(origin: { namespace: string; host: string; thread: string }): LineTemplate {
  const { namespace, host, thread } = origin;
  const tail = `"thread":${quote(thread)},"host":${quote(host)}}`;
  return {
    machineMiddle: `","ns":${quote(namespace)},"data":`,
    machineEnd: severities.map((severity) => `,"sev":"${severity}",${tail}`),
    humanOrigin: severities.map((severity) => `[${host}:${namespace}](${severity},${thread})`),
  };
}

/** ANSI colours of the part before the text. */
const colours: Readonly<Record<Severity, string>> = {
  Debug: '',
  Info: '\u001b[34m',
  Notice: '\u001b[35m',
  Warning: '\u001b[33m',
  Error: '\u001b[31m',
  Critical: '\u001b[31m',
  Alert: '\u001b[31m',
  Emergency: '\u001b[31m',
};

/** `[time][host:ns](severity,thread) text`, coloured up to the text. Nothing to say for people: the data as JSON. */
export function humanLine(parts: {
  stamp: string;
  origin: string;
  severity: Severity;
  text: string;
  data: string;
  coloured: boolean;
}): string {
  const { stamp, origin, severity, coloured } = parts;
  const colour = coloured ? colours[severity] : '';
  const head = `${colour}[${stamp}]${origin}${colour === '' ? '' : '\u001b[0m'}`;
  return `${head} ${parts.text === '' ? `{"data":${parts.data}}` : parts.text}`;
}

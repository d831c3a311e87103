import { renderReal } from '../format/number.ts';
import type { LogObject, Measurable } from './log-object.ts';

const suffixes: Readonly<Record<Exclude<Measurable['tag'], 'Severity'>, string>> = {
  Microseconds: 'us',
  Nanoseconds: 'ns',
  Seconds: 's',
  Bytes: 'B',
  PureI: 'int',
  PureD: 'real',
};

/** The library's EKGView: the last value of every name, as far as its Prometheus page shows it. */
export class EkgView {
  readonly #values = new Map<string, string>();

  put({ name, content }: LogObject): void {
    if (typeof content !== 'object' || content.kind !== 'LogValue' || content.value.tag === 'Severity')
      return;
    const { value } = content;
    this.#values.set(
      `${name}.${content.name}.${suffixes[value.tag as keyof typeof suffixes]}`,
      value.tag === 'PureD' ? renderReal(value.contents) : `${BigInt.asIntN(64, BigInt(value.contents))}`,
    );
  }

  /** `name value` lines; of a name only letters and underscores are left. */
  page(): string {
    let text = '';
    for (const [name, value] of this.#values)
      text += `${name.replace(/[. -]/g, '_').replace(/[^A-Za-z_]/g, '')} ${value}\n`;
    return text;
  }
}

import { renderValue } from '../format/data.ts';
import { renderReal } from '../format/number.ts';
import type { Aggregated, BaseStats, LogContent, Measurable } from './log-object.ts';

/** What a text line says; empty: no line is written. */
export function contentText(content: LogContent): string {
  if (content === 'KillPill') return '';
  switch (content.kind) {
    case 'LogMessage':
      return typeof content.message === 'string' ? content.message : renderValue(content.message);
    case 'LogError':
      return content.message;
    case 'LogValue': {
      const value = showWithUnit(content.value);
      return content.name === '' ? value : `${content.name} = ${value}`;
    }
    case 'LogStructured':
      return renderValue(content.data);
    case 'LogStructuredText':
      return content.text;
    case 'AggregatedMessage':
      return content.pairs.map(([name, value]) => `\n${name}: ${showAggregated(value)}`).join('');
    case 'Command':
      return '';
    default:
      return renderValue(content);
  }
}

/** The `data` of a JSON line; undefined: no line is written. The text of a structured object is lost there. */
export function contentData(content: LogContent): object | undefined {
  if (content === 'KillPill' || content.kind === 'Command') return undefined;
  return content.kind === 'LogStructured' || content.kind === 'LogStructuredText' ? content.data : content;
}

/** Short times are told in seconds, computed in single precision. */
function showWithUnit(value: Measurable): string {
  switch (value.tag) {
    case 'Microseconds':
      return `${showSingle(Math.fround(Number(value.contents)) / 1e6)} s`;
    case 'Nanoseconds':
      return `${showSingle(Math.fround(Number(value.contents)) / 1e9)} s`;
    default:
      return showMeasurable(value);
  }
}

const units = { Microseconds: ' µs', Nanoseconds: ' ns', Seconds: ' s', Bytes: ' B', PureI: '' } as const;

/** Haskell's `show` of a measurable. */
function showMeasurable(value: Measurable): string {
  if (value.tag === 'PureD') return renderReal(value.contents);
  return value.tag === 'Severity' ? value.contents : `${value.contents}${units[value.tag]}`;
}

/** The shortest decimal that is this number in single precision, as Haskell shows it. */
function showSingle(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) return renderReal(shorter);
  }
  return renderReal(Number(single.toPrecision(9)));
}

function showAggregated({ tag, contents }: Aggregated): string {
  if (tag === 'AggregatedEWMA')
    return contents.tag === 'EmptyEWMA'
      ? `EmptyEWMA {alpha = ${renderReal(contents.alpha)}}`
      : `EWMA {alpha = ${renderReal(contents.alpha)}, avg = ${showMeasurable(contents.avg)}}`;
  const { flast, fold, fbasic, fdelta, ftimed } = contents;
  return `{ stats = Stats {flast = ${showMeasurable(flast)}, fold = ${showMeasurable(fold)}, fbasic = ${showStats(fbasic)}, fdelta = ${showStats(fdelta)}, ftimed = ${showStats(ftimed)}} }`;
}

function showStats({ fmin, fmax, fcount, fsum_A, fsum_B }: BaseStats): string {
  return `BaseStats {fmin = ${showMeasurable(fmin)}, fmax = ${showMeasurable(fmax)}, fcount = ${fcount}, fsum_A = ${renderReal(fsum_A)}, fsum_B = ${renderReal(fsum_B)}}`;
}

import { QueryError } from './query-error.ts';
import type { Labels, Value } from './value.ts';

/** Values that one result may hold: about half a second and 12 MB of JSON. 52 series of a day are 300,000. */
const MOST_VALUES = 500_000;

/**
 * A value as the JSON of the HTTP API: `resultType` names its kind, times and durations are in seconds, and the
 * values of series are texts in plain decimal. Source: cardano-timeseries-io `JSON`.
 */
export function renderValue(value: Value): string {
  const parts: string[] = [];
  let values = 0;

  function render(v: Value): void {
    // Pairs of pairs share their parts: a short query can describe a value with no end.
    if (++values > MOST_VALUES) throw tooLarge();
    if (typeof v === 'number') {
      parts.push(`{"resultType":"scalar","result":${JSON.stringify(v)}}`);
      return;
    }
    switch (v.kind) {
      case 'bool':
        parts.push(`{"resultType":"${v.value ? 'truth' : 'falsity'}"}`);
        return;
      case 'unit':
      case 'function':
        parts.push(`{"resultType":"${v.kind}"}`);
        return;
      case 'timestamp':
      case 'duration':
        parts.push(`{"resultType":"${v.kind}","result":${v.ms / 1000}}`);
        return;
      case 'text':
        parts.push(`{"resultType":"text","result":${JSON.stringify(v.text)}}`);
        return;
      case 'pair':
        parts.push('{"resultType":"pair","fst":');
        render(v.fst);
        parts.push(',"snd":');
        render(v.snd);
        parts.push('}');
        return;
      case 'list':
        for (const text of v.texts)
          parts.push(
            `{"resultType":"cons","head":{"resultType":"text","result":${JSON.stringify(text)}},"tail":`,
          );
        parts.push(`{"resultType":"nil"}${'}'.repeat(v.texts.length)}`);
        return;
      case 'vector':
        parts.push('{"resultType":"vector","result":[');
        v.instants.forEach(({ labels, ms, value }, n) => {
          if (++values > MOST_VALUES) throw tooLarge();
          parts.push(n === 0 ? '' : ',', `{"metric":${labelsJson(labels)},"value":${point(ms, value)}}`);
        });
        parts.push(']}');
        return;
      case 'matrix':
        parts.push('{"resultType":"matrix","result":[');
        v.series.forEach((series, n) => {
          values += series.values.length;
          if (values > MOST_VALUES) throw tooLarge();
          const points = series.values.map((value, k) => point(series.times[k]!, value));
          parts.push(n === 0 ? '' : ',', `{"metric":${labelsJson(series.labels)},"values":[${points}]}`);
        });
        parts.push(']}');
    }
  }

  /** A value within a vector, as upstream's `Show` prints it. */
  function point(ms: number, v: Value): string {
    const text = typeof v === 'number' ? plainDecimal(v) : show(v);
    return `[${ms / 1000},${typeof v === 'number' ? `"${text}"` : JSON.stringify(text)}]`;
  }

  function show(v: Value): string {
    if (++values > MOST_VALUES) throw tooLarge();
    if (typeof v === 'number') return plainDecimal(v);
    switch (v.kind) {
      case 'bool':
        return String(v.value);
      case 'unit':
        return '()';
      case 'function':
        return '<function>';
      case 'timestamp':
        return String(v.ms);
      case 'duration':
        return `${v.ms}ms`;
      case 'text':
        return JSON.stringify(v.text);
      case 'pair':
        return `(${show(v.fst)}, ${show(v.snd)})`;
      case 'list':
        return JSON.stringify(v.texts);
      case 'vector':
        return v.instants.map((i) => `${labelsJson(i.labels)} ${i.ms} ${show(i.value)}`).join('\n');
      case 'matrix':
        return v.series
          .map((s) =>
            [labelsJson(s.labels), ...s.values.map((x, n) => `${s.times[n]} ${show(x)}`)].join('\n'),
          )
          .join('\n');
    }
  }

  render(value);
  return parts.join('');
}

/** `42.0`, `0.001`: never an exponent, always a point. Source: Haskell `showFFloat Nothing`. */
export function plainDecimal(x: number): string {
  const short = String(x);
  if (Number.isSafeInteger(x) && !Object.is(x, -0)) return `${short}.0`;
  if (!Number.isFinite(x)) return short;
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  const [mantissa, exponent = '0'] = String(Math.abs(x)).split('e') as [string, string?];
  const [whole, part = ''] = mantissa.split('.') as [string, string?];
  const point = whole.length + Number(exponent);
  const digits = (whole + part).padEnd(point, '0');
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point) || '0'}`;
}

function labelsJson({ pairs }: Labels): string {
  return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)}}`;
}

function tooLarge(): QueryError {
  return new QueryError({
    stage: 'evaluate',
    place: { line: 1, column: 1 },
    problem: `the result has more than ${MOST_VALUES} values; widen the step or shorten the range`,
  });
}

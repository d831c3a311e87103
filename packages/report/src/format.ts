import type { Metric } from '@slotbench/analysis';

type Unit = Metric['unit'];

/** Three significant digits for people: seconds below one are told in ms, big counts get thousands separators. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 's':
      return formatSeconds(value);
    case '%':
      return `${significant(value)} %`;
    case 'B':
      return formatBytes(value);
    case 'count':
    case 'ratio':
      return Number.isInteger(value) ? grouped(value) : significant(value);
    case 'slots':
      return `${significant(value)} ${value === 1 ? 'slot' : 'slots'}`;
    default:
      return `${significant(value)} ${unit}`;
  }
}

export function formatSeconds(seconds: number): string {
  if (Math.abs(seconds) >= 0.9995) return `${significant(seconds)} s`;
  return `${significant(seconds * 1000)} ms`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  if (bytes < 1024 * 1024) return `${significant(bytes / 1024)} KiB`;
  if (bytes < 1024 ** 3) return `${significant(bytes / 1024 ** 2)} MiB`;
  return `${significant(bytes / 1024 ** 3)} GiB`;
}

/** Three significant digits, never in exponent form; whole numbers from 100 on keep all their digits. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 99.95) return grouped(Math.round(value));
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Number(size.toPrecision(3))))));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? '0' : text.replace('-', '−');
}

export function grouped(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  return `${value < 0 ? '−' : ''}${digits.replace(/\B(?=(\d{3})+$)/g, ',')}`;
}

/** A figure that somebody chose, such as a parameter: all its digits. */
export function exact(value: number): string {
  return Number.isInteger(value) ? grouped(value) : String(value);
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** `2026-05-04T10:00:00.123Z` -> `2026-05-04 10:00:00 UTC`. */
export function formatInstant(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

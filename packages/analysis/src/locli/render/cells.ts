import { shortestDigits } from '../json.ts';
import type { Word } from '../resource-rates.ts';

/** As `Data.Text.center`: the odd space goes to the left. */
export function center(text: string, width: number): string {
  const missing = width - text.length;
  if (missing <= 0) return text;
  const right = Math.floor(missing / 2);
  return ' '.repeat(missing - right) + text + ' '.repeat(right);
}

/** A double in a cell: no leading zero, cut to the width without a mark (upstream's habit: 2.3·10^15 in six places is 230553). */
export function cutDouble(value: number, width: number): string {
  if (Number.isNaN(value)) return 'NAN';
  const text = plainDouble(value);
  return (text.startsWith('0.') ? text.slice(1) : text).slice(0, width);
}

/** Seconds in a cell: as a double, but whole ones have no point. */
export function cutTime(seconds: number, width: number): string {
  return Number.isInteger(seconds) ? String(seconds).slice(0, width) : cutDouble(seconds, width);
}

/** A whole number in a cell; `>` at the end where it does not fit. */
export function fitInteger(value: Word, width: number): string {
  const text = String(value);
  return text.length > width ? `${text.slice(0, width - 1)}>` : text;
}

/** Decimal without exponent, at least one digit after the point. */
export function plainDouble(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  const { sign, digits, exponent } = shortestDigits(value);
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  const whole = digits.slice(0, exponent).padEnd(exponent, '0');
  return `${sign}${whole}.${digits.slice(exponent) || '0'}`;
}

import { shortestDigits } from '../json.ts';

/** A value in a table of upstream's reports; `width` is that of the metric's column. */
export function reportValue(value: number, width: number): string {
  return reportNumber(value, width + 1);
}

/**
 * With so many decimals, or from 6 on as many as the size of the number deserves; tiny values in powers of ten, tinier ones as
 * nothing. Zeros at the end go where more than 3 decimals were asked for.
 */
export function reportNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return 'NaN';
  if (decimals <= 3) return fixed(value, decimals);
  const size = Math.abs(value);
  if (size < 1e-5) return '0.0';
  if (size < 1e-4) return scientific(value);
  const text = fixed(value, decimals <= 5 ? decimals : byMagnitude(size));
  return text.includes('.') ? text.replace(/0+$/, '') : text;
}

function byMagnitude(size: number): number {
  if (size >= 1e4) return 0;
  if (size >= 1e3) return 1;
  if (size >= 1e2) return 2;
  return size >= 10 ? 3 : 4;
}

/** Difference and percentage of a run against the base. */
export function reportDelta(base: number, run: number): { delta: string; percent: string } {
  const delta = run - base;
  const negligible = Math.abs(delta) < 1e-4;
  const percent = base === 0 ? Number.NaN : (100 * delta) / base;
  return {
    delta: negligible ? (delta < 0 || Object.is(delta, -0) ? '-0.000' : '0.000') : fixed(delta, 3),
    percent: Number.isNaN(percent) ? 'NaN' : negligible ? '0' : fixed(percent, Math.abs(percent) < 1 ? 1 : 0),
  };
}

/** Halves of the shortest digits are rounded away from zero, as Haskell does. */
function fixed(value: number, decimals: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return sign + (0).toFixed(decimals);
  const { digits, exponent } = shortestDigits(value);
  // The number is 0.digits × 10^exponent; what is kept ends `decimals` places after the point.
  const kept = exponent + decimals;
  const scaled =
    kept < 0
      ? 0n
      : BigInt(digits.slice(0, kept).padEnd(kept, '0') || '0') + (Number(digits[kept] ?? '0') >= 5 ? 1n : 0n);
  const text = String(scaled).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  return decimals === 0 ? sign + whole : `${sign}${whole}.${text.slice(-decimals)}`;
}

function scientific(value: number): string {
  const [mantissa, power] = Math.abs(value).toExponential().split('e') as [string, string];
  const rounded = fixed(Number(mantissa), 1);
  const [digits, exponent] = rounded === '10.0' ? ['1.0', Number(power) + 1] : [rounded, Number(power)];
  return `${value < 0 ? '-' : ''}${digits}e${exponent}`;
}

/** Rendered as it stands; for integers beyond 2^53. */
export interface RawNumber {
  readonly raw: string;
}

export type Json =
  | null
  | boolean
  | number
  | string
  | RawNumber
  | readonly Json[]
  | { readonly [key: string]: Json };

/** JSON as locli 2.3 writes it: no spaces, keys sorted, numbers in the form of `renderNumber`. */
export function renderJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(renderJson).join(',')}]`;
  if (isRaw(value)) return value.raw;
  const entries = Object.entries(value as { readonly [key: string]: Json });
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${renderJson(inner)}`).join(',')}}`;
}

function isRaw(value: Exclude<Json, null | boolean | number | string>): value is RawNumber {
  return 'raw' in value && typeof (value as RawNumber).raw === 'string' && Object.keys(value).length === 1;
}

/**
 * Shortest digits that give the double back: plain for whole numbers and for 0.1 <= |x| < 10^7, `d.ddde-n` otherwise. NaN and the
 * infinities have no number in JSON: NaN becomes null, as in aeson.
 */
export function renderNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'null' : `"${value < 0 ? '-' : '+'}inf"`;
  if (Number.isInteger(value)) return plainInteger(value);
  const { sign, digits, exponent } = shortestDigits(value);
  // value = 0.digits × 10^exponent
  if (exponent >= 0 && exponent < 8 && Math.abs(value) >= 0.1) {
    const whole = digits.slice(0, exponent).padEnd(exponent, '0') || '0';
    return `${sign}${whole}.${digits.slice(exponent) || '0'}`;
  }
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}e${exponent - 1}`;
}

function plainInteger(value: number): string {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  const { sign, digits, exponent } = shortestDigits(value);
  return sign + digits.padEnd(exponent, '0');
}

/**
 * The shortest digits of a finite number other than 0 that are nearer to it than to any other, as 0.digits × 10^exponent.
 * JavaScript also takes digits that lie half-way to the next number, which Haskell does not; beyond 2^53 there are such.
 */
export function shortestDigits(value: number): { sign: string; digits: string; exponent: number } {
  const size = Math.abs(value);
  const shortest = size.toExponential();
  const isHalfWay = size > Number.MAX_SAFE_INTEGER && liesHalfWay(size, shortest);
  const [mantissa, power] = (isHalfWay ? size.toExponential(16) : shortest).split('e') as [string, string];
  return {
    sign: value < 0 ? '-' : '',
    digits: mantissa.replace('.', ''),
    exponent: Number(power) + 1,
  };
}

function liesHalfWay(size: number, shortest: string): boolean {
  const [mantissa, power] = shortest.split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const written = BigInt(digits) * 10n ** BigInt(Number(power) - digits.length + 1);
  const distance = written - BigInt(size);
  const spacing = 2n ** BigInt(Math.floor(Math.log2(size)) - 52);
  return 2n * (distance < 0n ? -distance : distance) === spacing;
}

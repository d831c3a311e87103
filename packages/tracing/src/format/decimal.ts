/**
 * An exact decimal number, `coefficient · 10^exponent`: a time in picoseconds or an amount that no double holds. In `data` it
 * is written as Haskell writes a `Scientific`.
 */
export class Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;

  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  /** Up to this exponent upstream writes all digits. */
  static readonly #mostExponent = 1024;

  toString(): string {
    const { coefficient, exponent } = this;
    if (exponent >= 0 && exponent <= Decimal.#mostExponent)
      return coefficient === 0n ? '0' : `${coefficient}${'0'.repeat(exponent)}`;
    if (coefficient === 0n) return '0.0';
    const sign = coefficient < 0n ? '-' : '';
    const digits = String(coefficient < 0n ? -coefficient : coefficient);
    return sign + placePoint(digits.replace(/0+$/, ''), digits.length + exponent);
  }
}

/**
 * `0.digits · 10^point` as Haskell shows it: plain from 0.1 up to 10^7, else one digit before the point and an exponent; at
 * least one digit after the point.
 */
export function placePoint(digits: string, point: number): string {
  if (point < 0 || point > 7) return `${digits[0]}.${digits.slice(1) || '0'}e${point - 1}`;
  const whole = digits.slice(0, point).padEnd(point, '0') || '0';
  return `${whole}.${digits.slice(point) || '0'}`;
}

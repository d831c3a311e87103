import type { ByteText } from './byte-text.ts';
import { digitsMayDiffer, haskellDigits, showReal } from './shortest-digits.ts';

/**
 * Most numbers need no text in between: whole ones, and those of at most nine decimals (times in seconds). A decimal of at
 * most 15 digits that reads back as the value is its shortest form, since no two of them read back as the same double.
 */
export function writeNumber(out: ByteText, value: number): void {
  if (value >= 0 && value < 1e9 && (value | 0) === value) {
    writeDigits(out, value);
    return;
  }
  if (value >= 0.1 && value < 1e6) {
    const billionths = Math.round(value * 1e9);
    if (billionths / 1e9 === value) {
      const whole = Math.floor(billionths / 1e9);
      if (whole !== value) {
        writeDigits(out, whole);
        out.fraction(billionths - whole * 1e9);
        return;
      }
    }
  }
  out.ascii(renderNumber(value));
}

function writeDigits(out: ByteText, value: number): void {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  out.room(digits);
  const { bytes } = out;
  const end = out.end + digits;
  let rest = value;
  for (let i = end - 1; i >= out.end; i--) {
    const tens = (rest / 10) | 0;
    bytes[i] = 0x30 + rest - tens * 10;
    rest = tens;
  }
  out.end = end;
}

/**
 * Integral values without exponent; others from 0.1 up to 10^7 as decimals, else `d.ddde±N`; NaN is null, the
 * infinities are strings. The digits are Haskell's, which are ECMAScript's in all but a few values.
 */
function renderNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value)) return size < 1e21 ? `${value}` : integralDigits(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'null' : value > 0 ? '"+inf"' : '"-inf"';
  if (digitsMayDiffer(value)) return showReal(value);
  return size >= 0.1 && size < 1e7 ? `${value}` : haskellExponent(value.toExponential());
}

/** A real metric as Haskell's `show` prints it: like `renderNumber`, but with a fraction also where it is integral. */
export function renderReal(value: number): string {
  if (!Number.isFinite(value)) return `${value}`;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (digitsMayDiffer(value)) return showReal(value);
  const size = Math.abs(value);
  if (size < 0.1 || size >= 1e7) return haskellExponent(value.toExponential());
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

function integralDigits(value: number): string {
  const { digits, point } = haskellDigits(Math.abs(value));
  return (value < 0 ? '-' : '') + digits.padEnd(point, '0');
}

/** `5e-2` to `5.0e-2`, `1.2e+7` to `1.2e7`. */
function haskellExponent(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string];
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${Number(exponent)}`;
}

import { placePoint } from './decimal.ts';

/** ECMAScript's shortest digits differ from Haskell's from here on. */
const DIFFERENT_FROM = 9.5e21;

/** Whether Haskell's digits of a finite number may be others than ECMAScript's. */
export function digitsMayDiffer(value: number): boolean {
  const size = Math.abs(value);
  // A tie: two shortest texts are equally near. It takes at most 25 digits behind the binary point, or fewer digits tell.
  return (
    size >= DIFFERENT_FROM ||
    (size < 2 ** 28 && Number.isInteger(size * 2 ** 25) && /\d{17}/.test(plain(size)))
  );
}

function plain(size: number): string {
  return size.toExponential().replace('.', '');
}

/** A finite number above 0 as Haskell's `floatToDigits` has it: all digits, and where the point is (`0.digits · 10^point`). */
export function haskellDigits(value: number): { digits: string; point: number } {
  const { mantissa, exponent, lowest } = binaryParts(value);
  // value = r / s; half the distance to its neighbours: up / s above, down / s below.
  let [r, s, up, down] = [0n, 0n, 1n, 1n];
  const narrow = mantissa === 2n ** 52n;
  if (exponent >= 0) {
    const scale = 2n ** BigInt(exponent);
    [r, s, up, down] = narrow
      ? [mantissa * scale * 4n, 4n, scale * 2n, scale]
      : [mantissa * scale * 2n, 2n, scale, scale];
  } else {
    const scale = 2n ** BigInt(-exponent);
    [r, s, up, down] =
      narrow && !lowest ? [mantissa * 4n, scale * 4n, 2n, 1n] : [mantissa * 2n, scale * 2n, 1n, 1n];
  }
  let point = Math.ceil(Math.log10(value)) - 1;
  const fits = (): boolean =>
    point >= 0 ? r + up <= 10n ** BigInt(point) * s : 10n ** BigInt(-point) * (r + up) <= s;
  while (!fits()) point++;
  if (point >= 0) s *= 10n ** BigInt(point);
  else {
    const scale = 10n ** BigInt(-point);
    [r, up, down] = [r * scale, up * scale, down * scale];
  }
  let digits = '';
  for (;;) {
    r *= 10n;
    up *= 10n;
    down *= 10n;
    const digit = r / s;
    r %= s;
    const low = r < down;
    const high = r + up > s;
    if (!low && !high) {
      digits += digit;
      continue;
    }
    const roundUp = low && high ? r * 2n >= s : high;
    return { digits: digits + (roundUp ? digit + 1n : digit), point };
  }
}

/** value = mantissa · 2^exponent; `lowest`: no smaller exponent exists. */
function binaryParts(value: number): { mantissa: bigint; exponent: number; lowest: boolean } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & (2n ** 52n - 1n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074, lowest: true }
    : { mantissa: fraction + 2n ** 52n, exponent: biased - 1075, lowest: biased === 1 };
}

/** As Haskell shows a finite number other than 0, with at least one digit after the point. */
export function showReal(value: number): string {
  const { digits, point } = haskellDigits(Math.abs(value));
  return (value < 0 ? '-' : '') + placePoint(digits, point);
}

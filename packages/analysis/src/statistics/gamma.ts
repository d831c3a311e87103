/**
 * Gamma function and its incomplete forms.
 * Sources: Lanczos' approximation with P. Godfrey's coefficients (g = 607/128, 15 terms, about 15 digits); series and Lentz's
 * continued fraction of the incomplete gamma function, DLMF 8.7.1 and 8.9.2.
 */

/** Natural logarithm of the gamma function, x > 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x - 0.5 + 607 / 128;
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
];

/** Logarithm of n!, n >= 0. */
export function logFactorial(n: number): number {
  return logGamma(n + 1);
}

/** Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0. */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 0;
  return x < a + 1 ? series(a, x) : 1 - continuedFraction(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), exact in its small values too. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * PRECISION) break;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGammaOf(a));
}

function continuedFraction(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < MAX_TERMS; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return h * Math.exp(a * Math.log(x) - x - logGammaOf(a));
}

/** The normal distribution asks for 1/2 alone, half of its time. */
const logGammaOf = (a: number): number => (a === 0.5 ? LOG_GAMMA_HALF : logGamma(a));
const LOG_GAMMA_HALF = logGamma(0.5);

const MAX_TERMS = 100_000;
const PRECISION = 1e-16;
const TINY = 1e-300;

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

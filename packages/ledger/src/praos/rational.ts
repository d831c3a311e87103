/** An exact fraction, 0 <= numerator, 0 < denominator; need not be in lowest terms. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

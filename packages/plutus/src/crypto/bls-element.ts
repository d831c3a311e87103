/** What a library of BLS12-381 can do for another one that finds one of its points. */
export interface PointSource {
  compressG1(point: unknown): Uint8Array;
  compressG2(point: unknown): Uint8Array;
}

/** An element of G1 as a constant. `point` belongs to the library that made it (`source`). */
export class G1Element {
  readonly kind = 'g1' as const;
  readonly point: unknown;
  readonly source: PointSource;

  constructor(point: unknown, source: PointSource) {
    this.point = point;
    this.source = source;
  }
}

/** An element of G2 as a constant. */
export class G2Element {
  readonly kind = 'g2' as const;
  readonly point: unknown;
  readonly source: PointSource;

  constructor(point: unknown, source: PointSource) {
    this.point = point;
    this.source = source;
  }
}

/** The result of a Miller loop: to be multiplied with others and compared; it cannot be written down. */
export class MlResult {
  readonly kind = 'mlResult' as const;
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/**
 * The shapes of cost functions: which parameters one has, in the order of the ledger's parameter lists, and the
 * cost of arguments of sizes x, y, z, u. Written once over numbers and once over bigints: the numbers are exact
 * below 2^53, the bigints saturate at 2^63 - 1 as the ledger's do.
 */
export type CostShape = keyof typeof shapes | 'unpriced';

interface Shape {
  /** Suffixes of the parameter names, `''` for the only one. */
  readonly suffixes: readonly string[];
  make(parameters: readonly number[]): CostFunction;
  exact(p: readonly bigint[], x: bigint, y: bigint, z: bigint, u: bigint): bigint;
}

export type CostFunction = (x: number, y: number, z: number, u: number) => number;

const LINEAR = ['-intercept', '-slope'];
const MODEL_LINEAR = ['-constant', '-model-arguments-intercept', '-model-arguments-slope'];
const MODEL_QUADRATIC = [
  '-constant',
  ...['c00', 'c01', 'c02', 'c10', 'c11', 'c20', 'minimum'].map((name) => `-model-arguments-${name}`),
];
const QUADRATIC = ['-c0', '-c1', '-c2'];

const linear = (
  size: CostFunction,
  exact: (x: bigint, y: bigint, z: bigint, u: bigint) => bigint,
): Shape => ({
  suffixes: LINEAR,
  make:
    ([a, b]) =>
    (x, y, z, u) =>
      a! + b! * size(x, y, z, u),
  exact: ([a, b], x, y, z, u) => a! + b! * exact(x, y, z, u),
});

const quadratic = (
  size: (x: number, y: number, z: number) => number,
  exact: (x: bigint, y: bigint, z: bigint) => bigint,
): Shape => ({
  suffixes: QUADRATIC,
  make: ([c0, c1, c2]) => {
    return (x, y, z) => {
      const n = size(x, y, z);
      return c0! + c1! * n + c2! * n * n;
    };
  },
  exact: ([c0, c1, c2], x, y, z) => {
    const n = exact(x, y, z);
    return c0! + c1! * n + c2! * n * n;
  },
});

const max = (a: bigint, b: bigint) => (a > b ? a : b);
const min = (a: bigint, b: bigint) => (a < b ? a : b);

/** `c00 + c10 x + c01 y + c20 x² + c11 xy + c02 y²`, at least the minimum; parameters without the constant. */
function quadratic2(p: readonly number[], x: number, y: number): number {
  const [, c00, c01, c02, c10, c11, c20, minimum] = p as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Math.max(minimum, c00 + c10 * x + c01 * y + c20 * x * x + c11 * x * y + c02 * y * y);
}

function exactQuadratic2(p: readonly bigint[], x: bigint, y: bigint): bigint {
  const [, c00, c01, c02, c10, c11, c20, minimum] = p as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return max(minimum, c00 + c10 * x + c01 * y + c20 * x * x + c11 * x * y + c02 * y * y);
}

const shapes = {
  constant: {
    suffixes: [''],
    make: ([cost]) => {
      return () => cost!;
    },
    exact: ([cost]) => cost!,
  },
  linearInX: linear(
    (x) => x,
    (x) => x,
  ),
  linearInY: linear(
    (_x, y) => y,
    (_x, y) => y,
  ),
  linearInZ: linear(
    (_x, _y, z) => z,
    (_x, _y, z) => z,
  ),
  linearInU: linear(
    (_x, _y, _z, u) => u,
    (_x, _y, _z, u) => u,
  ),
  addedSizes: linear(
    (x, y) => x + y,
    (x, y) => x + y,
  ),
  multipliedSizes: linear(
    (x, y) => x * y,
    (x, y) => x * y,
  ),
  minSize: linear(
    (x, y) => (x < y ? x : y),
    (x, y) => min(x, y),
  ),
  maxSize: linear(
    (x, y) => (x > y ? x : y),
    (x, y) => max(x, y),
  ),
  linearInMaxYZ: linear(
    (_x, y, z) => (y > z ? y : z),
    (_x, y, z) => max(y, z),
  ),
  literalInYOrLinearInZ: {
    suffixes: LINEAR,
    make: ([a, b]) => {
      return (_x, y, z) => (y === 0 ? a! + b! * z : y);
    },
    exact: ([a, b], _x, y, z) => (y === 0n ? a! + b! * z : y),
  },
  linearInYAndZ: {
    suffixes: ['-intercept', '-slope1', '-slope2'],
    make: ([a, b, c]) => {
      return (_x, y, z) => a! + b! * y + c! * z;
    },
    exact: ([a, b, c], _x, y, z) => a! + b! * y + c! * z,
  },
  /** The minimum is a left-over: nothing reads it. */
  linearInYWithMinimum: {
    suffixes: ['-intercept', '-minimum', '-slope'],
    make: ([a, , b]) => {
      return (_x, y) => a! + b! * y;
    },
    exact: ([a, , b], _x, y) => a! + b! * y,
  },
  subtractedSizes: {
    suffixes: ['-intercept', '-minimum', '-slope'],
    make: ([a, least, b]) => {
      return (x, y) => a! + b! * Math.max(least!, x - y);
    },
    exact: ([a, least, b], x, y) => a! + b! * max(least!, x - y),
  },
  linearOnDiagonal: {
    suffixes: ['-constant', '-intercept', '-slope'],
    make: ([constant, a, b]) => {
      return (x, y) => (x === y ? a! + b! * x : constant!);
    },
    exact: ([constant, a, b], x, y) => (x === y ? a! + b! * x : constant!),
  },
  multipliedBelowDiagonal: {
    suffixes: MODEL_LINEAR,
    make: ([constant, a, b]) => {
      return (x, y) => (x < y ? constant! : a! + b! * x * y);
    },
    exact: ([constant, a, b], x, y) => (x < y ? constant! : a! + b! * x * y),
  },
  /** Above the diagonal the sizes change places; the constant is a left-over. */
  multipliedAboveAndBelowDiagonal: {
    suffixes: MODEL_LINEAR,
    make: ([, a, b]) => {
      return (x, y) => a! + b! * x * y;
    },
    exact: ([, a, b], x, y) => a! + b! * x * y,
  },
  quadraticBelowDiagonal: {
    suffixes: MODEL_QUADRATIC,
    make: (p) => {
      return (x, y) => (x < y ? p[0]! : quadratic2(p, x, y));
    },
    exact: (p, x, y) => (x < y ? p[0]! : exactQuadratic2(p, x, y)),
  },
  quadraticAboveAndBelowDiagonal: {
    suffixes: MODEL_QUADRATIC,
    make: (p) => {
      return (x, y) => (x < y ? quadratic2(p, y, x) : quadratic2(p, x, y));
    },
    exact: (p, x, y) => (x < y ? exactQuadratic2(p, y, x) : exactQuadratic2(p, x, y)),
  },
  linearBelowDiagonal: {
    suffixes: [...MODEL_LINEAR.slice(0, 2), '-model-arguments-slope1', '-model-arguments-slope2'],
    make: ([constant, a, b, c]) => {
      return (x, y) => (x < y ? constant! : a! + b! * x + c! * y);
    },
    exact: ([constant, a, b, c], x, y) => (x < y ? constant! : a! + b! * x + c! * y),
  },
  quadraticInX: quadratic(
    (x) => x,
    (x) => x,
  ),
  quadraticInY: quadratic(
    (_x, y) => y,
    (_x, y) => y,
  ),
  quadraticInZ: quadratic(
    (_x, _y, z) => z,
    (_x, _y, z) => z,
  ),
  interactionInXAndY: {
    suffixes: ['-c00', '-c10', '-c01', '-c11'],
    make: ([c00, c10, c01, c11]) => {
      return (x, y) => c00! + c10! * x + c01! * y + c11! * x * y;
    },
    exact: ([c00, c10, c01, c11], x, y) => c00! + c10! * x + c01! * y + c11! * x * y,
  },
  /** Half as much again where the base is wider than the modulus. */
  expMod: {
    suffixes: ['-coefficient00', '-coefficient11', '-coefficient12'],
    make: ([c00, c11, c12]) => {
      return (x, y, z) => {
        const cost = c00! + c11! * y * z + c12! * y * z * z;
        return x <= z ? cost : cost + Math.floor(cost / 2);
      };
    },
    exact: ([c00, c11, c12], x, y, z) => {
      const cost = c00! + c11! * y * z + c12! * y * z * z;
      return x <= z ? cost : cost + cost / 2n;
    },
  },
} as const satisfies Record<string, Shape>;

/** The largest cost there is; sums stop here. */
export const MAX_COST = 2n ** 63n - 1n;

/** Costs up to here are exact in numbers, also after the additions inside a shape. */
export const EXACT_COST = 2 ** 52;

export function shapeSuffixes(shape: CostShape): readonly string[] {
  return shape === 'unpriced' ? [] : shapes[shape].suffixes;
}

/** The cost function over numbers; what it gives above EXACT_COST may be inexact. */
export function costFunction(shape: CostShape, parameters: readonly bigint[]): CostFunction {
  if (shape === 'unpriced') return () => Number(MAX_COST);
  return shapes[shape].make(parameters.map(Number));
}

/** The same cost without bounds on sizes, saturated. */
export function exactCost(
  shape: CostShape,
  parameters: readonly bigint[],
  [x = 0n, y = 0n, z = 0n, u = 0n]: readonly bigint[],
): bigint {
  if (shape === 'unpriced') return MAX_COST;
  return min(MAX_COST, shapes[shape].exact(parameters, x, y, z, u));
}

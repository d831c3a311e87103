import type { Data } from '../data/data.ts';
import { type DataConstr, dataConstr, dataInt } from '../data/data.ts';
import { integer } from '../dsl/expression.ts';

/**
 * Where every loop ends. Starting from a million or more keeps the counter's memory (1 word) and its CBOR (5 bytes) the same
 * for each number of loops, so that costs are exactly affine in it.
 */
const LOOPS_END = 1_000_000;
export const loopsEnd = integer(LOOPS_END);
export const TOO_SMALL = 'redeemer is < 1000000';

/** A counter at its end and nothing else. */
export const counter: Data = dataInt(LOOPS_END);

/** Constructor 0 of the counter and what the loop works on. */
export function counterWith(...operands: readonly Data[]): DataConstr {
  return dataConstr(0, [counter, ...operands]);
}

import { type Place, QueryError } from './query-error.ts';

/** Counts what one query costs, since it is evaluated between the replies of nodes and must not keep them waiting. */
export interface QueryWork {
  /** A unit is one expression evaluated or one value read or made. */
  spend(units: number, place: Place): void;
}

/** About a third of a second; 52 series of a day at the default step are 300,000 values. */
const MOST_UNITS = 2_000_000;

/** Its `spend` throws a QueryError of stage `evaluate` when the bound is exceeded. */
export function createQueryWork(): QueryWork {
  let units = 0;
  return {
    spend(more, place) {
      units += more;
      if (units <= MOST_UNITS) return;
      const problem = `the query takes more than ${MOST_UNITS} values; widen the step or shorten the range`;
      throw new QueryError({ stage: 'evaluate', place, problem });
    },
  };
}

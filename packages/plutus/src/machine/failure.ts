import type { Budget } from '../cost/model.ts';

/** Why an evaluation gave no value. */
export type Failure =
  | { readonly code: 'errorTerm' }
  | { readonly code: 'builtin'; readonly builtin: string; readonly reason: string }
  | { readonly code: 'structure'; readonly reason: string }
  | { readonly code: 'outOfBudget'; readonly limit: Budget }
  | { readonly code: 'cancelled' };

/** Thrown inside the machine; not an Error, because failing is ordinary and stacks cost. */
export class Stopped {
  readonly failure: Failure;

  constructor(failure: Failure) {
    this.failure = failure;
  }
}

export function stuck(reason: string): never {
  throw new Stopped({ code: 'structure', reason });
}

/** A failure as a sentence. */
export function describeFailure(failure: Failure): string {
  switch (failure.code) {
    case 'errorTerm':
      return 'the script called error';
    case 'builtin':
      return `${failure.builtin}: ${failure.reason}`;
    case 'structure':
      return failure.reason;
    case 'outOfBudget':
      return `over the budget of ${failure.limit.cpu} steps and ${failure.limit.memory} memory units`;
    case 'cancelled':
      return 'cancelled';
  }
}

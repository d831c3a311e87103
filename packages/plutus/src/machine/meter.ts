import type { Budget } from '../cost/model.ts';
import { MAX_COST } from '../cost/shape.ts';
import { Stopped } from './failure.ts';

/**
 * Steps granted at a time. Between two grants the machine counts down in numbers; at a grant it looks at the limit
 * and at the wish to stop. 2^31 is some 130,000 machine steps, a few milliseconds.
 */
const WINDOW = 2 ** 31;

/**
 * The budget of one evaluation. The machine counts down what was granted, in numbers; what is too large for them
 * is charged to bigints beside it.
 */
export class Meter {
  /** What is left of the grants, as the machine last said. */
  cpu = 0;
  memory = 0;
  #grantedCpu = 0n;
  #grantedMemory = 0n;
  #hugeCpu = 0n;
  #hugeMemory = 0n;
  readonly #limit: Budget | undefined;
  readonly #cancelled: (() => boolean) | undefined;

  constructor(limit: Budget | undefined, cancelled: (() => boolean) | undefined) {
    this.#limit = limit;
    this.#cancelled = cancelled;
    this.#grant();
  }

  get spent(): Budget {
    return {
      cpu: saturated(this.#grantedCpu - BigInt(this.cpu) + this.#hugeCpu),
      memory: saturated(this.#grantedMemory - BigInt(this.memory) + this.#hugeMemory),
    };
  }

  /** To be called with a negative rest: grants more, or ends the evaluation. */
  refill(): void {
    if (this.#overLimit()) throw new Stopped({ code: 'outOfBudget', limit: this.#limit! });
    if (this.#cancelled?.() === true) throw new Stopped({ code: 'cancelled' });
    this.#grant();
  }

  /** Charges costs of any size. */
  charge(cpu: bigint, memory: bigint): void {
    this.#hugeCpu += cpu;
    this.#hugeMemory += memory;
    if (this.#overLimit()) throw new Stopped({ code: 'outOfBudget', limit: this.#limit! });
  }

  #overLimit(): boolean {
    if (this.#limit === undefined) return false;
    const { cpu, memory } = this.spent;
    return cpu > this.#limit.cpu || memory > this.#limit.memory;
  }

  #grant(): void {
    const { cpu, memory } = this.spent;
    const more = (left: number, spent: bigint, limit: bigint | undefined) => {
      const wanted = WINDOW - Math.min(left, 0);
      if (left >= WINDOW) return 0;
      if (limit === undefined) return wanted;
      const rest = limit - spent - BigInt(Math.max(left, 0));
      return rest < BigInt(wanted) ? Number(rest) - Math.min(left, 0) : wanted;
    };
    const moreCpu = more(this.cpu, cpu, this.#limit?.cpu);
    const moreMemory = more(this.memory, memory, this.#limit?.memory);
    this.cpu += moreCpu;
    this.memory += moreMemory;
    this.#grantedCpu += BigInt(moreCpu);
    this.#grantedMemory += BigInt(moreMemory);
  }
}

function saturated(cost: bigint): bigint {
  return cost > MAX_COST ? MAX_COST : cost;
}

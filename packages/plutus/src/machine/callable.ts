import { BuiltinFault } from '../builtins/fault.ts';
import { type Implementation, implementations } from '../builtins/implementations.ts';
import { type BuiltinName, builtins, type Measure } from '../builtins/table.ts';
import { assets, datum, list, mismatch, text } from '../builtins/unlift.ts';
import type { CostModel, CostTerm } from '../cost/model.ts';
import { type CostFunction, costFunction, EXACT_COST, exactCost } from '../cost/shape.ts';
import { isVanRossem, type SemanticsVariant } from '../cost/variants.ts';
import { bytesWords, dataMemory, dataNodes, intWords } from '../data/measure.ts';
import { Stopped } from './failure.ts';
import type { Meter } from './meter.ts';

/** A builtin ready to be called: what it does and what it costs under one cost model. */
export interface Callable {
  readonly name: BuiltinName;
  readonly tag: number;
  readonly arity: number;
  readonly forces: number;
  readonly run: Implementation;
  /** Its cost where that does not depend on the arguments. */
  readonly constant: { readonly cpu: number; readonly memory: number } | undefined;
  /** Writes the cost of a call to `price`; costs beyond numbers go to the meter at once. */
  price(args: readonly unknown[], meter: Meter): void;
}

/** The cost of the last call that was priced. */
export const price = { cpu: 0, memory: 0 };

/** Every builtin in the order of the table. */
export function callables(model: CostModel, log: (line: string) => void): readonly Callable[] {
  const run = implementations(model.variant, log);
  return builtins.map(({ name, forces, measures }, tag) => {
    const { cpu, memory } = model.builtins[tag]!;
    const costs = {
      cpu: costFunction(cpu.shape, cpu.parameters),
      memory: costFunction(memory.shape, memory.parameters),
    };
    const isConstant =
      cpu.shape === 'constant' &&
      memory.shape === 'constant' &&
      costs.cpu(0, 0, 0, 0) <= EXACT_COST &&
      costs.memory(0, 0, 0, 0) <= EXACT_COST;
    return {
      name,
      tag,
      arity: measures.length,
      forces,
      run: run[name],
      constant: isConstant ? { cpu: costs.cpu(0, 0, 0, 0), memory: costs.memory(0, 0, 0, 0) } : undefined,
      price: pricing(measures, costs, { cpu, memory }, model.variant),
    };
  });
}

function pricing(
  measures: readonly Measure[],
  costs: { cpu: CostFunction; memory: CostFunction },
  terms: { cpu: CostTerm; memory: CostTerm },
  variant: SemanticsVariant,
): Callable['price'] {
  const [x, y, z, u] = measures.map((measure) => measureOf(measure, variant));
  return (args, meter) => {
    const sizeX = x === undefined ? 0 : x(args[0]);
    const sizeY = y === undefined ? 0 : y(args[1]);
    const sizeZ = z === undefined ? 0 : z(args[2]);
    const sizeU = u === undefined ? 0 : u(args[3]);
    price.cpu = costs.cpu(sizeX, sizeY, sizeZ, sizeU);
    price.memory = costs.memory(sizeX, sizeY, sizeZ, sizeU);
    if (price.cpu <= EXACT_COST && price.memory <= EXACT_COST) return;
    const sizes = [sizeX, sizeY, sizeZ, sizeU].map((size, i) =>
      measures[i] === 'literal' ? magnitude(args[i]) : BigInt(size),
    );
    meter.charge(
      exactCost(terms.cpu.shape, terms.cpu.parameters, sizes),
      exactCost(terms.memory.shape, terms.memory.parameters, sizes),
    );
    price.cpu = 0;
    price.memory = 0;
  };
}

type Sizing = (value: unknown) => number;

function measureOf(measure: Measure, variant: SemanticsVariant): Sizing | undefined {
  return measure === 'string' && isVanRossem(variant) ? utf8Words : sizings[measure];
}

const sizings: Readonly<Record<Measure, Sizing | undefined>> = {
  none: undefined,
  integer: (value) =>
    typeof value === 'number' ? 1 : typeof value === 'bigint' ? intWords(value) : mismatch('an integer'),
  bytes: (value) => (value instanceof Uint8Array ? bytesWords(value) : mismatch('a byte string')),
  string: codePoints,
  data: (value) => dataMemory(datum(value)),
  literal: (value) => Math.abs(number(value)),
  bytesLiteral: (value) => {
    const count = Math.abs(number(value));
    return count === 0 ? 0 : Math.floor((count - 1) / 8) + 1;
  },
  listLength: (value) => list(value).length,
  valueSize: (value) => assets(value).size,
  valueDepth: (value) => assets(value).depth,
  dataNodes: (value) => dataNodes(datum(value)),
};

function number(value: unknown): number {
  return typeof value === 'number'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : mismatch('an integer');
}

function magnitude(value: unknown): bigint {
  const big = BigInt(value as number | bigint);
  return big < 0n ? -big : big;
}

/** Size of a string before protocol version 11: its characters. */
function codePoints(value: unknown): number {
  let count = 0;
  for (const _ of text(value)) count++;
  return count;
}

/** Size of a string from protocol version 11 on: a quarter of its bytes in UTF-8. */
function utf8Words(value: unknown): number {
  return Buffer.byteLength(text(value)) >> 2;
}

/** Calls a builtin whose arguments are all there; its fault ends the evaluation. */
export function call(callable: Callable, args: readonly unknown[]): unknown {
  try {
    switch (args.length) {
      case 1:
        return callable.run(args[0]);
      case 2:
        return callable.run(args[0], args[1]);
      case 3:
        return callable.run(args[0], args[1], args[2]);
      default:
        return callable.run(...args);
    }
  } catch (fault) {
    throw asStopped(callable, fault);
  }
}

/** A fault of a builtin as the end of the evaluation; anything else is passed on as it is. */
export function asStopped(callable: Callable, fault: unknown): unknown {
  return fault instanceof BuiltinFault
    ? new Stopped({ code: 'builtin', builtin: callable.name, reason: fault.reason })
    : fault;
}

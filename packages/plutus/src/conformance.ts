import { fromHex } from '@slotbench/cbor';
import { PlutusError } from './errors.ts';
import { decodeProgram } from './flat/decode.ts';
import { type Evaluation, machineOfVariant } from './machine/machine.ts';
import type { Program } from './term/term.ts';
import { parseProgram } from './text/parse.ts';
import { printProgram } from './text/print.ts';

/**
 * A case of the conformance suite as one JSON object: a program as text or flat hexadecimal, the expected program
 * or what went wrong, and the expected budget.
 */
export interface ConformanceCase {
  readonly id: string;
  readonly uplc?: string;
  readonly flat?: string;
  readonly expected?: string;
  readonly flatExpected?: string;
  readonly budget?: { readonly cpu: number | string; readonly mem: number | string } | string;
}

export interface Tally {
  passed: number;
  failed: number;
}

export interface ConformanceFailure {
  readonly id: string;
  readonly what: 'result' | 'budget';
  readonly expected: string;
  readonly got: string;
}

export interface ConformanceReport {
  readonly results: Tally;
  readonly budgets: Tally;
  readonly failures: readonly ConformanceFailure[];
}

const UNREADABLE = 'parse/decode error';
const FAILED = 'evaluation failure';

/**
 * Runs cases under the newest semantics and its default cost model, which is what the suite's budgets are for. A
 * case without an expectation of one kind is not counted for it.
 */
export function runConformance(cases: Iterable<ConformanceCase>): ConformanceReport {
  const machine = machineOfVariant('E');
  const results: Tally = { passed: 0, failed: 0 };
  const budgets: Tally = { passed: 0, failed: 0 };
  const failures: ConformanceFailure[] = [];
  const compare = (tally: Tally, failure: ConformanceFailure) => {
    if (failure.expected === failure.got) tally.passed++;
    else {
      tally.failed++;
      failures.push(failure);
    }
  };
  for (const given of cases) {
    const program = read(given.uplc, given.flat);
    const evaluation = program === undefined ? undefined : machine.evaluate(machine.prepare(program));
    const expected = expectedResult(given);
    if (expected !== undefined)
      compare(results, { id: given.id, what: 'result', expected, got: result(program, evaluation) });
    if (given.budget !== undefined)
      compare(budgets, {
        id: given.id,
        what: 'budget',
        expected: expectedBudget(given.budget),
        got: budget(evaluation),
      });
  }
  return { results, budgets, failures };
}

/** Undefined for a program that cannot be read. */
function read(text: string | undefined, flat: string | undefined): Program | undefined {
  try {
    return text !== undefined ? parseProgram(text) : decodeProgram(fromHex(flat ?? ''));
  } catch (cause) {
    if (cause instanceof PlutusError) return undefined;
    throw cause;
  }
}

/** Programs are compared as printed: that leaves no names of variables. */
function expectedResult({ expected, flatExpected }: ConformanceCase): string | undefined {
  const text = expected?.trim();
  if (text !== undefined && !text.startsWith('(')) return text;
  if (text === undefined && flatExpected === undefined) return undefined;
  const program = read(text, flatExpected);
  return program === undefined ? 'an expectation that cannot be read' : printProgram(program);
}

function result(program: Program | undefined, evaluation: Evaluation | undefined): string {
  if (program === undefined || evaluation === undefined) return UNREADABLE;
  if (evaluation.outcome === 'failure') return FAILED;
  return printProgram({ version: program.version, term: evaluation.term() });
}

/** Costs are compared as numbers, because JSON has no others; only the largest cost of all is rounded by that. */
function expectedBudget(expected: NonNullable<ConformanceCase['budget']>): string {
  if (typeof expected === 'string') return expected.trim();
  return `cpu ${Number(expected.cpu)}, memory ${Number(expected.mem)}`;
}

function budget(evaluation: Evaluation | undefined): string {
  if (evaluation === undefined) return UNREADABLE;
  if (evaluation.outcome === 'failure') return FAILED;
  const { cpu, memory } = evaluation.spent;
  return `cpu ${Number(cpu)}, memory ${Number(memory)}`;
}

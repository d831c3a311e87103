/**
 * Plutus scripts from bytes to budget: ours against the engines of npm whose budgets are right. Every engine gets the
 * same script as a V3 policy that ignores its context, so that all price it by the same cost model; the budgets are
 * compared first. Rounds alternate in one process; a ratio is taken inside its round against the best engine of that
 * round, and the median is given. Above 1: ours is faster.
 */
import { encodeProgram, loadAccelerators, type Program } from '@slotbench/plutus';
import type { BenchResult } from './main.ts';
import { type Engine, ours, oursCold, rivals } from './plutus/engines.ts';
import {
  benchmarkProgram,
  costModels,
  dataIsThere,
  loops,
  type ScriptName,
  validators,
} from './plutus/scripts.ts';
import { asPolicy, type PolicyTransaction, policyTransaction } from './plutus/transaction.ts';

interface Subject {
  readonly flat: Uint8Array;
  readonly transaction: PolicyTransaction;
}

export interface PlutusBenchOptions {
  readonly rounds?: number;
  /** Shortest time that an engine runs in a round. */
  readonly roundMs?: number;
  /** Part of the loops and validators. */
  readonly part?: number;
}

export default async function plutus(o: PlutusBenchOptions = {}): Promise<BenchResult> {
  const { rounds = 5, roundMs = 100, part = 1 } = o;
  if (!dataIsThere)
    throw new Error('this bench needs the shared Plutus data beside the checkout: shared/data/plutus');
  await loadAccelerators();
  const models = costModels();
  const [mine, cold, others] = [ours(models), oursCold(models), rivals(models)];
  const figures: Record<string, number> = {};
  const ratio = new Map<ScriptName, number>();
  for (const name of Object.keys(loops) as ScriptName[]) {
    const subject = subjectOf(benchmarkProgram(name, Math.ceil(loops[name] * part)));
    const able = sameBudget(mine, others, subject);
    const { ratios, rates } = race([mine, ...able], [subject], rounds, roundMs);
    ratio.set(name, ratios);
    for (const [engine, rate] of rates) figures[`${name}.${engine}`] = rate;
  }
  const all = validators();
  const chosen = all.filter((_, i) => i % Math.round(1 / part) === 0);
  const validatorRatios: number[] = [];
  const rates = new Map<string, number[]>();
  for (const { program } of chosen) {
    const subject = subjectOf(program);
    // Cases on constants came with protocol version 11, for which no engine of npm has the prices.
    if (!runs(mine, subject)) continue;
    // lucid takes up to seconds to decode one of these.
    const able = sameBudget(mine, others, subject, ['lucid']);
    if (able.length === 0) continue;
    const raced = race([mine, cold, ...able], [subject], Math.min(rounds, 3), roundMs / 10, 'oursCold');
    validatorRatios.push(raced.ratios);
    for (const [engine, rate] of raced.rates) rates.set(engine, [...(rates.get(engine) ?? []), rate]);
  }
  for (const [engine, list] of rates) figures[`validators.${engine}`] = geometricMean(list);
  figures['validators.compared'] = validatorRatios.length;
  const least = (...names: ScriptName[]) => Math.min(...names.map((name) => ratio.get(name)!));
  return {
    name: 'plutus',
    ratios: {
      loopVsBest: least('Loop', 'Loop2024', 'LoopV3'),
      validatorsVsBest: geometricMean(validatorRatios),
      secpVsBest: least('EcdsaSecp256k1Loop', 'SchnorrSecp256k1Loop'),
      blsVsBest: least('HashOntoG2AndAdd'),
    },
    figures: { ripemd160VsBest: ratio.get('Ripemd160')!, ...figures },
  };
}

function subjectOf(program: Program): Subject {
  const flat = encodeProgram(asPolicy(program));
  return { flat, transaction: policyTransaction(flat) };
}

function runs({ evaluate }: Engine, { flat, transaction }: Subject): boolean {
  try {
    evaluate(flat, transaction);
    return true;
  } catch {
    return false;
  }
}

/** The rivals that can run the script; one that comes to another budget than ours is an error of the bench. */
function sameBudget(
  mine: Engine,
  others: readonly Engine[],
  { flat, transaction }: Subject,
  without: readonly string[] = [],
): Engine[] {
  const expected = mine.evaluate(flat, transaction);
  return others.filter(({ name, evaluate }) => {
    if (without.includes(name)) return false;
    try {
      const got = evaluate(flat, transaction);
      if (got.steps === expected.steps && got.memory === expected.memory) return true;
    } catch {
      return false;
    }
    throw new Error(`${name} comes to another budget than ours`);
  });
}

/** Evaluations a second of each engine, and how many times the best rival's rate the first one has. */
function race(
  engines: readonly Engine[],
  subjects: readonly Subject[],
  rounds: number,
  roundMs: number,
  unrated?: string,
): { ratios: number; rates: Map<string, number> } {
  const [mine, ...others] = engines;
  const measured = new Map(engines.map(({ name }) => [name, [] as number[]]));
  // The first seconds belong to the compilers: V8's for all, and ours.
  for (let warm = 0; warm < 3; warm++) rate(mine!, subjects, roundMs);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const rates = new Map(engines.map((engine) => [engine.name, rate(engine, subjects, roundMs)]));
    for (const [name, value] of rates) measured.get(name)!.push(value);
    const best = Math.max(
      ...others.filter(({ name }) => name !== unrated).map(({ name }) => rates.get(name)!),
    );
    ratios.push(rates.get(mine!.name)! / best);
  }
  return {
    ratios: median(ratios),
    rates: new Map([...measured].map(([name, values]) => [name, median(values)])),
  };
}

function rate(engine: Engine, subjects: readonly Subject[], roundMs: number): number {
  const start = performance.now();
  let count = 0;
  do {
    for (const { flat, transaction } of subjects) engine.evaluate(flat, transaction);
    count += subjects.length;
  } while (performance.now() - start < roundMs);
  return (count * 1000) / (performance.now() - start);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

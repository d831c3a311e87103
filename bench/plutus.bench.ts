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
  dataIsThere,
  loops,
  pricesOf,
  type ScriptName,
  validators,
} from './plutus/scripts.ts';
import { asPolicy, type PolicyTransaction, policyTransaction } from './plutus/transaction.ts';

interface Subject {
  readonly flat: Uint8Array;
  readonly transaction: PolicyTransaction;
}

/** All engines under the prices of one protocol version. */
interface Field {
  readonly mine: Engine;
  readonly cold: Engine;
  readonly others: readonly Engine[];
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
  const fields = { 10: fieldOf(10), 11: fieldOf(11) };
  const figures: Record<string, number> = {};
  const ratio = new Map<ScriptName, number>();
  for (const name of Object.keys(loops) as ScriptName[]) {
    const { count, protocolVersion } = loops[name];
    const { mine, others } = fields[protocolVersion];
    const subject = subjectOf(benchmarkProgram(name, Math.ceil(count * part)));
    const { able } = compareBudgets(mine, others, subject, 4);
    const raced = race([mine, ...able], subject, rounds, roundMs);
    ratio.set(name, raced.ratio);
    for (const [engine, rate] of raced.rates) figures[`${name}.${engine}`] = rate;
  }
  const against = raceValidators(fields, { rounds: Math.min(rounds, 3), roundMs: roundMs / 10, part });
  const least = (...names: ScriptName[]) => Math.min(...names.map((name) => ratio.get(name)!));
  return {
    name: 'plutus',
    ratios: {
      loopVsBest: least('Loop', 'Loop2024', 'LoopV3', 'LoopV3_6440'),
      validatorsVsBest: against.ratio,
      secpVsBest: least('EcdsaSecp256k1Loop', 'SchnorrSecp256k1Loop'),
      blsVsBest: least('HashOntoG2AndAdd', 'MultiScalarMulG1'),
    },
    figures: {
      validatorsVsBestCold: against.coldRatio,
      ripemd160VsBest: ratio.get('Ripemd160')!,
      expModIntegerVsBest: ratio.get('ExpModInteger')!,
      ...figures,
      ...against.figures,
    },
  };
}

function fieldOf(protocolVersion: 10 | 11): Field {
  const prices = pricesOf(protocolVersion);
  return { mine: ours(prices), cold: oursCold(prices), others: rivals(prices) };
}

interface ValidatorsResult {
  readonly ratio: number;
  readonly coldRatio: number;
  readonly figures: Record<string, number>;
}

/**
 * Every validator under protocol version 10; those that need 11, because they decide on constants, under 11. What no
 * other engine brings to the right budget is counted and its rate given alone.
 */
function raceValidators(
  fields: Readonly<Record<10 | 11, Field>>,
  { rounds, roundMs, part }: { rounds: number; roundMs: number; part: number },
): ValidatorsResult {
  const ratios: number[] = [];
  const coldRatios: number[] = [];
  const rates = new Map<string, number[]>();
  const wrong = new Map<string, number>();
  const alone: number[] = [];
  let needing11 = 0;
  for (const [i, { program }] of validators().entries()) {
    if (i % Math.round(1 / part) !== 0) continue;
    const subject = subjectOf(program);
    const in10 = runs(fields[10].mine, subject);
    if (!in10) needing11++;
    const { mine, cold, others } = fields[in10 ? 10 : 11];
    const { able, unequal } = compareBudgets(
      mine,
      others.filter(({ slowToDecode }) => !slowToDecode),
      subject,
      10,
    );
    for (const name of unequal) wrong.set(name, (wrong.get(name) ?? 0) + 1);
    const raced = race([mine, cold, ...able], subject, rounds, roundMs);
    if (able.length === 0) {
      alone.push(raced.rates.get('ours')!);
      continue;
    }
    ratios.push(raced.ratio);
    coldRatios.push(raced.coldRatio);
    for (const [engine, rate] of raced.rates) rates.set(engine, [...(rates.get(engine) ?? []), rate]);
  }
  const figures: Record<string, number> = {};
  for (const [engine, list] of rates) {
    figures[`validators.${engine}`] = geometricMean(list);
    if (list.length < ratios.length) figures[`validators.${engine}.able`] = list.length;
  }
  figures['validators.compared'] = ratios.length;
  figures['validators.needProtocolVersion11'] = needing11;
  figures['validators.noOtherEngineRight'] = alone.length;
  if (alone.length > 0) figures['validators.noOtherEngineRight.ours'] = geometricMean(alone);
  for (const [engine, count] of wrong) figures[`validators.${engine}.otherBudget`] = count;
  return { ratio: geometricMean(ratios), coldRatio: geometricMean(coldRatios), figures };
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

/**
 * The rivals that bring the script to our budget; another one, of an engine that is known to be exact, is an error. One that
 * takes more than `slower` times as long as the quickest cannot be the best and is left out of the race.
 */
function compareBudgets(
  mine: Engine,
  others: readonly Engine[],
  { flat, transaction }: Subject,
  slower: number,
): { able: Engine[]; unequal: string[] } {
  const expected = mine.evaluate(flat, transaction);
  const able: { engine: Engine; ms: number }[] = [];
  const unequal: string[] = [];
  for (const engine of others) {
    let got: ReturnType<Engine['evaluate']>;
    const start = performance.now();
    try {
      got = engine.evaluate(flat, transaction);
    } catch {
      continue;
    }
    if (got.steps === expected.steps && got.memory === expected.memory)
      able.push({ engine, ms: performance.now() - start });
    else if (engine.unreliable) unequal.push(engine.name);
    else throw new Error(`${engine.name} comes to another budget than ours`);
  }
  const quickest = Math.min(...able.map(({ ms }) => ms));
  return { able: able.filter(({ ms }) => ms <= slower * quickest).map(({ engine }) => engine), unequal };
}

interface Race {
  readonly ratio: number;
  readonly coldRatio: number;
  readonly rates: ReadonlyMap<string, number>;
}

/** Evaluations a second of each engine, and how many times the best rival's rate ours has, warm and cold. */
function race(engines: readonly Engine[], subject: Subject, rounds: number, roundMs: number): Race {
  const measured = new Map(engines.map(({ name }) => [name, [] as number[]]));
  // The first seconds belong to the compilers: V8's for all, and ours.
  for (let warm = 0; warm < 3; warm++) rate(engines[0]!, subject, roundMs);
  const ratios: number[] = [];
  const coldRatios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const rates = new Map(engines.map((engine) => [engine.name, rate(engine, subject, roundMs)]));
    for (const [name, value] of rates) measured.get(name)!.push(value);
    const best = Math.max(
      ...[...rates].filter(([name]) => !name.startsWith('ours')).map(([, value]) => value),
    );
    ratios.push(rates.get('ours')! / best);
    coldRatios.push((rates.get('oursCold') ?? 0) / best);
  }
  return {
    ratio: median(ratios),
    coldRatio: median(coldRatios),
    rates: new Map([...measured].map(([name, values]) => [name, median(values)])),
  };
}

function rate({ evaluate }: Engine, { flat, transaction }: Subject, roundMs: number): number {
  const start = performance.now();
  let count = 0;
  do {
    evaluate(flat, transaction);
    count++;
  } while (performance.now() - start < roundMs);
  return (count * 1000) / (performance.now() - start);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  applyProgram,
  constant,
  type Data,
  DataConstr,
  DataInt,
  dataConstr,
  dataInt,
  decodeProgram,
  type Program,
  parseDataJson,
  parseEnvelope,
} from '@slotbench/plutus';
import type { CostModels } from './engines.ts';

const DATA = new URL('../../../shared/data/plutus/', import.meta.url);

export const dataIsThere = existsSync(DATA);

const text = (path: string) => readFileSync(new URL(path, DATA), 'utf8');

/** Loops of each script that nearly fill the budget of a transaction under protocol version 10, wrapper included. */
export const loops = {
  Loop: 3700,
  Loop2024: 5300,
  LoopV3: 4900,
  EcdsaSecp256k1Loop: 220,
  SchnorrSecp256k1Loop: 215,
  HashOntoG2AndAdd: 12,
  Ripemd160: 3450,
} as const;

export type ScriptName = keyof typeof loops;

/** A benchmark script of the workbench with its arguments: a closed program that loops so many times. */
export function benchmarkProgram(name: ScriptName, count: number): Program {
  const { language, flat } = parseEnvelope(text(`scripts/${name}.plutus`), name);
  const redeemer = withCount(parseDataJson(text(`redeemers/${name}.json`)), count);
  const nothing = dataInt(0);
  const context = dataConstr(0, [nothing, redeemer, nothing]);
  const args = language === 'V3' ? [context] : [nothing, redeemer, nothing];
  return applyProgram(decodeProgram(flat), args.map(constant));
}

/** The redeemer counts from its first number down to 1,000,000. */
function withCount(redeemer: Data, count: number): Data {
  const from = dataInt(1_000_000 + count);
  if (redeemer instanceof DataInt) return from;
  if (!(redeemer instanceof DataConstr)) throw new Error('a redeemer without a number');
  return dataConstr(redeemer.tag, [from, ...[...redeemer.fields].slice(1)]);
}

/** The validators of Plutus' own benchmarks, fully applied. */
export function validators(): { id: string; program: Program }[] {
  return gunzipSync(readFileSync(new URL('validators.jsonl.gz', DATA)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; flat: string })
    .map(({ id, flat }) => ({ id, program: decodeProgram(Buffer.from(flat, 'hex')) }));
}

export function costModels(): CostModels {
  return (JSON.parse(text('protocol-parameters-v10.json')) as { costModels: CostModels }).costModels;
}

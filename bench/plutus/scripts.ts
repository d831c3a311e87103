import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  applyProgram,
  constant,
  dataConstr,
  dataInt,
  decodeProgram,
  findScript,
  type Program,
  withCounter,
} from '@slotbench/plutus';
import { resolveProfile } from '@slotbench/profiles';
import type { CostModels, Prices } from './engines.ts';

const DATA = new URL('../../../shared/data/plutus/', import.meta.url);

export const dataIsThere = existsSync(DATA);

const text = (path: string) => readFileSync(new URL(path, DATA), 'utf8');

/**
 * Loops of each script that nearly fill the budget of a transaction, wrapper included, under the protocol version that
 * its builtins need.
 */
export const loops = {
  Loop: { count: 3700, protocolVersion: 10 },
  Loop2024: { count: 5300, protocolVersion: 10 },
  LoopV3: { count: 4900, protocolVersion: 10 },
  LoopV3_6440: { count: 5700, protocolVersion: 10 },
  EcdsaSecp256k1Loop: { count: 220, protocolVersion: 10 },
  SchnorrSecp256k1Loop: { count: 215, protocolVersion: 10 },
  HashOntoG2AndAdd: { count: 12, protocolVersion: 10 },
  Ripemd160: { count: 3450, protocolVersion: 10 },
  MultiScalarMulG1: { count: 23, protocolVersion: 11 },
  ExpModInteger: { count: 2700, protocolVersion: 11 },
} as const;

export type ScriptName = keyof typeof loops;

/** A script of the library with its arguments: a closed program that loops so many times. */
export function benchmarkProgram(name: ScriptName, count: number): Program {
  const { language, program, redeemer } = findScript(name)!;
  const nothing = dataInt(0);
  const counted = withCounter(withCounter(redeemer, 0)!, 1_000_000 + count)!;
  const args = language === 'V3' ? [dataConstr(0, [nothing, counted, nothing])] : [nothing, counted, nothing];
  return applyProgram(program, args.map(constant));
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

/** Mainnet's prices of protocol version 10; of 11 those that profiles preview. */
export function pricesOf(protocolVersion: 10 | 11): Prices {
  if (protocolVersion === 10) {
    const { costModels } = JSON.parse(text('protocol-parameters-v10.json')) as { costModels: CostModels };
    return { protocolVersion, models: costModels };
  }
  const { alonzo } = resolveProfile('fast', {
    overlay: { genesis: { pparamsEpoch: 537, pparamsOverlays: ['v10-preview', 'v11-preview'] } },
    overlayPlace: 'bench/plutus',
  }).genesis;
  return { protocolVersion, models: alonzo.extraConfig!.costModels as unknown as CostModels };
}

import type { Language } from '../cost/variants.ts';
import type { Data } from '../data/data.ts';
import { compile } from '../dsl/compile.ts';
import type { Expression } from '../dsl/expression.ts';
import { encodeProgram } from '../flat/encode.ts';
import type { Script } from '../script/script.ts';
import type { Program } from '../term/term.ts';

/** A script for benchmarks, with the redeemer from which calibration starts. */
export interface BenchmarkScript extends Script {
  readonly name: string;
  /** What it stresses, in one sentence. */
  readonly about: string;
  readonly program: Program;
  /** The first integer in it counts loops, if the script is calibrated. */
  readonly redeemer: Data;
  /** Whether the script loops as often as its redeemer says, so that it can be fitted to a budget. */
  readonly calibrated: boolean;
  /** Without one: the integer 0. */
  readonly datum?: Data;
  /** CBOR byte strings around the flat bytes in the script's text envelope: newer tools write one. */
  readonly layers: 1 | 2;
}

export interface ScriptOptions {
  readonly name: string;
  readonly about: string;
  readonly language: Language;
  /** A function of datum, redeemer and context (V1 and V2), or of the context alone (V3). */
  readonly term: Expression<unknown>;
  /** Plutus Core 1.0.0, which V1 and V2 have; 1.1.0 otherwise. */
  readonly version?: '1.0.0' | '1.1.0';
  /** False keeps the term as it is written: its costs are what the script is there for. */
  readonly optimise?: boolean;
  readonly redeemer: Data;
  /** False for a script that does not loop. */
  readonly calibrated?: boolean;
  readonly datum?: Data;
  readonly layers?: 1 | 2;
}

/** A script of the library from its term: what a file that adds one exports. */
export function benchmarkScript(options: ScriptOptions): BenchmarkScript {
  const {
    name,
    about,
    language,
    term,
    optimise = true,
    redeemer,
    datum,
    layers = 2,
    calibrated = true,
  } = options;
  const { version = language === 'V3' ? '1.1.0' : '1.0.0' } = options;
  const program = compile(term, { version: version === '1.0.0' ? [1, 0, 0] : [1, 1, 0], optimise });
  return {
    name,
    about,
    language,
    program,
    flat: encodeProgram(program),
    layers,
    redeemer,
    calibrated,
    ...(datum === undefined ? {} : { datum }),
  };
}

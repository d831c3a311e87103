import type { BenchmarkScript } from './benchmark-script.ts';
import { customCallV2 } from './custom-call.ts';
import { customCallV3 } from './custom-call-v3.ts';
import { ecdsaSecp256k1Loop } from './ecdsa-secp256k1-loop.ts';
import { ecdsaSecp256k1LoopV3 } from './ecdsa-secp256k1-loop-v3.ts';
import { expModInteger } from './exp-mod-integer.ts';
import { hashOntoG2AndAdd } from './hash-onto-g2-and-add.ts';
import { loop } from './loop.ts';
import { loop2024 } from './loop-2024.ts';
import { loopV3 } from './loop-v3.ts';
import { loopV3Of6440 } from './loop-v3-6440.ts';
import { multiScalarMulG1 } from './multi-scalar-mul-g1.ts';
import { ripemd160 } from './ripemd-160.ts';
import { schnorrSecp256k1Loop } from './schnorr-secp256k1-loop.ts';
import { schnorrSecp256k1LoopV3 } from './schnorr-secp256k1-loop-v3.ts';
import { supplementalDatum } from './supplemental-datum.ts';

/** Every script for benchmarks. A file that exports one value, and its name here, add one. */
export const library: readonly BenchmarkScript[] = [
  loop,
  loop2024,
  loopV3,
  loopV3Of6440,
  ecdsaSecp256k1Loop,
  ecdsaSecp256k1LoopV3,
  schnorrSecp256k1Loop,
  schnorrSecp256k1LoopV3,
  hashOntoG2AndAdd,
  ripemd160,
  multiScalarMulG1,
  expModInteger,
  customCallV2,
  customCallV3,
  supplementalDatum,
];

/** The script of a name as profiles write it: `Loop`, `Loop.hs`, `scripts/Loop.plutus` and `A.B.Loop` are one. */
export function findScript(name: string): BenchmarkScript | undefined {
  const base = name
    .split('/')
    .at(-1)!
    .replace(/\.(?:hs|plutus|json|ts)$/, '');
  const wanted = base.split('.').at(-1);
  return library.find((script) => script.name === wanted);
}

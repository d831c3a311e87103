import { benchmarkScript } from './benchmark-script.ts';
import { schnorrSignature } from './signatures.ts';
import { verificationLoopV3 } from './verification-loop-v3.ts';

export const schnorrSecp256k1LoopV3 = benchmarkScript({
  name: 'SchnorrSecp256k1LoopV3',
  about: 'verifies one Schnorr signature again and again; bound by steps; Plutus V3',
  language: 'V3',
  optimise: false,
  layers: 1,
  redeemer: schnorrSignature,
  term: verificationLoopV3({
    builtin: 'verifySchnorrSecp256k1Signature',
    failure: 'Schnorr validation failed',
  }),
});

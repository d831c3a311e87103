import { benchmarkScript } from './benchmark-script.ts';
import { ecdsaSignature } from './signatures.ts';
import { verificationLoopV3 } from './verification-loop-v3.ts';

export const ecdsaSecp256k1LoopV3 = benchmarkScript({
  name: 'EcdsaSecp256k1LoopV3',
  about: 'verifies one ECDSA signature again and again; bound by steps; Plutus V3',
  language: 'V3',
  optimise: false,
  layers: 1,
  redeemer: ecdsaSignature,
  term: verificationLoopV3({
    builtin: 'verifyEcdsaSecp256k1Signature',
    failure: 'ECDSA validation failed',
  }),
});

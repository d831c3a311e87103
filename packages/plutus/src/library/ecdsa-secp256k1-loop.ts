import { benchmarkScript } from './benchmark-script.ts';
import { ecdsaSignature } from './signatures.ts';
import { verificationLoop } from './verification-loop.ts';

export const ecdsaSecp256k1Loop = benchmarkScript({
  name: 'EcdsaSecp256k1Loop',
  about: 'verifies one ECDSA signature again and again; bound by steps',
  language: 'V2',
  optimise: false,
  redeemer: ecdsaSignature,
  term: verificationLoop({
    builtin: 'verifyEcdsaSecp256k1Signature',
    failure: 'Trace error: ECDSA validation failed',
  }),
});

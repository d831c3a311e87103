import { benchmarkScript } from './benchmark-script.ts';
import { schnorrSignature } from './signatures.ts';
import { verificationLoop } from './verification-loop.ts';

export const schnorrSecp256k1Loop = benchmarkScript({
  name: 'SchnorrSecp256k1Loop',
  about: 'verifies one Schnorr signature again and again; bound by steps',
  language: 'V2',
  optimise: false,
  redeemer: schnorrSignature,
  term: verificationLoop({
    builtin: 'verifySchnorrSecp256k1Signature',
    failure: 'Trace error: Schnorr validation failed',
  }),
});

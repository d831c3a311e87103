import { fun } from '../dsl/expression.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { customCall, exampleCall } from './custom-call-term.ts';

export const customCallV2 = benchmarkScript({
  name: 'CustomCall',
  about: 'compares and checks what datum and redeemer hold; data of any size in transactions',
  language: 'V2',
  datum: exampleCall,
  redeemer: exampleCall,
  calibrated: false,
  term: fun((datum) => fun((redeemer) => fun(() => customCall(datum as never, redeemer as never)))),
});

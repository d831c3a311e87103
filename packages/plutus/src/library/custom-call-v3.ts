import { call, head, second, tail } from '../dsl/builtins.ts';
import { type Expression, fun } from '../dsl/expression.ts';
import type { Datum } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { customCall, exampleCall } from './custom-call-term.ts';
import { redeemerOf } from './shapes.ts';

/** What is spent names its datum: third field of the context, there the second, which is an optional value. */
function datumOf(context: Expression<Datum>): Expression<Datum> {
  const fields = second(call.unConstrData(context));
  const spent = second(call.unConstrData(head(tail(tail(fields)))));
  return head(second(call.unConstrData(head(tail(spent)))));
}

export const customCallV3 = benchmarkScript({
  name: 'CustomCallV3',
  about: 'compares and checks what datum and redeemer hold; data of any size in transactions; Plutus V3',
  language: 'V3',
  layers: 1,
  datum: exampleCall,
  redeemer: exampleCall,
  calibrated: false,
  term: fun((context: Expression<Datum>) => customCall(datumOf(context), redeemerOf(context))),
});

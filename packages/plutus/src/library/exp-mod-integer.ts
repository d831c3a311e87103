import { dataConstr, dataInt } from '../data/data.ts';
import { bare, call } from '../dsl/builtins.ts';
import { type Expression, fun, integer, letIn, recursive, type Untyped, unit } from '../dsl/expression.ts';
import type { Datum } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { loopsEnd } from './counter.ts';
import { checked, fieldsOf, idle, redeemerOf, through, whenThrough } from './shapes.ts';

/** Mersenne prime: what the loop reduces by. */
const MODULUS = 2n ** 61n - 1n;

/** Powers modulo the prime; the exponent starts two below it and grows by one each time. */
const loop = recursive<unknown>((self) =>
  fun((n: Untyped) =>
    fun((base: Untyped) =>
      fun((exponent: Untyped) =>
        fun((modulus: Untyped) =>
          whenThrough(
            call.equalsInteger(loopsEnd, n),
            unit,
            letIn(idle(9, through(bare('expModInteger'), base, exponent, modulus)), () =>
              through(
                self,
                call.subtractInteger(n, integer(1)),
                base,
                call.addInteger(exponent, integer(1)),
                modulus,
              ),
            ),
          ),
        ),
      ),
    ),
  ),
);

const { unIData } = call;

export const expModInteger = benchmarkScript({
  name: 'ExpModInteger',
  about: 'raises an integer to powers modulo a prime; needs protocol version 11',
  language: 'V3',
  optimise: false,
  layers: 1,
  // The counter is not at its end yet: a tool that resets the first integer it finds elsewhere would take the base for it.
  redeemer: dataConstr(0, [dataInt(0), dataInt(3), dataInt(MODULUS)]),
  term: letIn(loop, (run) =>
    fun((context: Expression<Datum>) =>
      fieldsOf(idle(20, redeemerOf(context)), [unIData, unIData, unIData], '0', (n, base, modulus) =>
        checked(n!, through(run, n!, base!, call.subtractInteger(modulus!, integer(2)), modulus!)),
      ),
    ),
  ),
});

import { fromHex } from '@slotbench/cbor';
import { dataBytes } from '../data/data.ts';
import { call, first, head, second, tail } from '../dsl/builtins.ts';
import {
  apply,
  construct,
  type Expression,
  force,
  fun,
  integer,
  letIn,
  match,
  applyUntyped as on,
  recursive,
  text,
  type Untyped,
  unit,
} from '../dsl/expression.ts';
import type { Bytes, Datum, Fun, Integer, Unit } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counterWith, loopsEnd, TOO_SMALL } from './counter.ts';
import { redeemerOf, traceErrorFunction, twiceDelayed } from './shapes.ts';

const loop = recursive<Fun<Integer, Fun<Bytes, Unit>>>((self) =>
  fun((n) =>
    fun((hash) =>
      force(
        twiceDelayed(
          call.equalsInteger(loopsEnd, n),
          unit,
          letIn(call.ripemd_160(hash), (next) =>
            apply(
              letIn(call.subtractInteger(n, integer(1)), (less) => apply(self, less)),
              next,
            ),
          ),
        ),
      ),
    ),
  ),
);

/** Counter and start of the chain, as a constructor of two fields. */
function decoded(redeemer: Expression<Datum>, refuse: Untyped): Untyped {
  return letIn(call.unConstrData(redeemer), (pair) =>
    letIn(first(pair), (tag) =>
      letIn(second(pair), (fields) =>
        force(
          twiceDelayed<unknown>(
            call.equalsInteger(integer(0), tag),
            construct(0, call.unIData(head(fields)), call.unBData(head(tail(fields)))),
            on(refuse, text('PT1')),
          ),
        ),
      ),
    ),
  );
}

export const ripemd160 = benchmarkScript({
  name: 'Ripemd160',
  about: 'hashes the hash of the hash …; bound by steps',
  language: 'V3',
  optimise: false,
  redeemer: counterWith(dataBytes(fromHex('5a56da88e6fd8419181dec4d3dd6997bab953d2f'))),
  term: letIn(loop, (run) =>
    fun((context: Expression<Datum>) =>
      force(
        letIn(traceErrorFunction, (refuse: Untyped) =>
          letIn(decoded(redeemerOf(context), refuse), (given: Untyped) =>
            letIn(
              match(
                given,
                fun((n: Untyped) => fun(() => n)),
              ),
              (n) =>
                twiceDelayed<unknown>(
                  call.lessThanInteger(n, loopsEnd),
                  on(refuse, text(TOO_SMALL)),
                  on(
                    run,
                    n,
                    match(
                      given,
                      fun(() => fun((start: Untyped) => start)),
                    ),
                  ),
                ),
            ),
          ),
        ),
      ),
    ),
  ),
});

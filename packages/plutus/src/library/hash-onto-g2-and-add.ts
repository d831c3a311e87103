import { fromHex } from '@slotbench/cbor';
import { dataBytes, dataList } from '../data/data.ts';
import { call, chooseList, first, head, ifThenElse, second, tail, when } from '../dsl/builtins.ts';
import {
  bool,
  bytes,
  construct,
  delay,
  type Expression,
  force,
  fun,
  integer,
  letIn,
  match,
  applyUntyped as on,
  text,
  type Untyped,
  unit,
} from '../dsl/expression.ts';
import type { Datum, Delayed } from '../dsl/types.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counterWith, loopsEnd, TOO_SMALL } from './counter.ts';
import { noFields, redeemerOf, traceErrorFunction } from './shapes.ts';

/** The point at infinity of G2, compressed: where the sum starts. */
const ZERO_G2 = `c0${'00'.repeat(95)}`;

/** The fixed point of a function of functions, as a term: the recursions of this script share it. */
const fixedPoint: Untyped = fun((f: Untyped) =>
  on(
    fun((self: Untyped) => on(self, self)),
    fun((self: Untyped) =>
      on(
        f,
        fun((x: Untyped) => on(on(self, self), x)),
      ),
    ),
  ),
);

/** A builtin list of data as nested constructors: 0 is the end, 1 a byte string and the rest. */
const decodeList = (fix: Untyped): Untyped =>
  on(
    fix,
    fun((self: Untyped) =>
      fun((list: Untyped) =>
        on(
          chooseList<unknown, unknown>(
            list,
            fun(() => noFields),
            fun(() => construct(1, call.unBData(head(list)), on(self, tail(list)))),
          ),
          noFields,
        ),
      ),
    ),
  );

/** For each byte string of the list: hash it to the group, with the counter's bytes as the domain, and add it. */
const addAll = (fix: Untyped, n: Untyped): Untyped =>
  on(
    fix,
    fun((self: Untyped) =>
      fun((list: Untyped) =>
        fun((sum: Untyped) =>
          force(
            match(
              list,
              delay(sum),
              fun((q: Untyped) =>
                fun((rest: Untyped) =>
                  delay(
                    on(
                      self,
                      rest,
                      call.bls12_381_G2_add(
                        call.bls12_381_G2_hashToGroup(
                          q,
                          call.integerToByteString(bool(false), integer(0), n),
                        ),
                        sum,
                      ),
                    ),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );

const loop = (fix: Untyped): Untyped =>
  on(
    fix,
    fun((self: Untyped) =>
      fun((n: Untyped) =>
        letIn(addAll(fix, n), (add: Untyped) =>
          fun((list: Untyped) =>
            when<unknown>(
              call.equalsInteger(loopsEnd, n),
              unit,
              letIn(on(add, list, call.bls12_381_G2_uncompress(bytes(ZERO_G2))), () =>
                on(self, call.subtractInteger(n, integer(1)), list),
              ),
            ),
          ),
        ),
      ),
    ),
  );

export const hashOntoG2AndAdd = benchmarkScript({
  name: 'HashOntoG2AndAdd',
  about: 'hashes byte strings onto the BLS12-381 group G2 and adds them; bound by steps',
  language: 'V3',
  optimise: false,
  redeemer: counterWith(
    dataList(['714805c6', 'c413111e', '2d7eb870', '4ecbd6a1'].map((hex) => dataBytes(fromHex(hex)))),
  ),
  term: letIn(fixedPoint, (fix) =>
    letIn(loop(fix), (run) =>
      letIn(decodeList(fix), (decode) =>
        fun((context: Expression<Datum>) =>
          force(
            letIn(traceErrorFunction, (refuse: Untyped) => {
              const given = letIn(call.unConstrData(redeemerOf(context)), (pair) =>
                letIn(first(pair), (tag) =>
                  letIn(second(pair), (fields) =>
                    when<unknown>(
                      call.equalsInteger(integer(0), tag),
                      construct(
                        0,
                        call.unIData(head(fields)),
                        on(decode, call.unListData(head(tail(fields)))),
                      ),
                      on(refuse, text('PT1')),
                    ),
                  ),
                ),
              );
              return letIn(given, (fields: Untyped) =>
                letIn(
                  match(
                    fields,
                    fun((n: Untyped) => fun(() => n)),
                  ),
                  (n: Untyped) =>
                    ifThenElse<Delayed<unknown>>(
                      call.lessThanInteger(n, loopsEnd),
                      delay(on(refuse, text(TOO_SMALL))),
                      delay(
                        on(
                          run,
                          n,
                          match(
                            fields,
                            fun(() => fun((list: Untyped) => list)),
                          ),
                        ),
                      ),
                    ),
                ),
              );
            }),
          ),
        ),
      ),
    ),
  ),
});

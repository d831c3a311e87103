import { bare, call, chooseData, first, head, second, tail, trace, when } from '../dsl/builtins.ts';
import {
  delay,
  fail,
  force,
  fun,
  integer,
  letIn,
  applyUntyped as on,
  text,
  type Untyped,
} from '../dsl/expression.ts';
import { loopsEnd, TOO_SMALL } from './counter.ts';

/** The builtin that the loop calls, and how the script says that it failed. */
export interface Verification {
  readonly builtin: 'verifyEcdsaSecp256k1Signature' | 'verifySchnorrSecp256k1Signature';
  readonly failure: string;
}

/**
 * The V2 term that verifies one signature in each loop. Its redeemer is decoded as compilers did before 2024: each field by a
 * match on all kinds of data, each step of it in an optional value, both in Scott's encoding.
 */
export function verificationLoop({ builtin, failure }: Verification): Untyped {
  return letIn(delay(fun((x: Untyped) => x)), (unit: Untyped) =>
    letIn(
      fun((message: Untyped) => letIn(trace(message, unit), () => fail)),
      (refuse: Untyped) =>
        letIn(loop(builtin, failure, unit, refuse), (run: Untyped) =>
          fun(() =>
            fun((redeemer: Untyped) =>
              fun(() =>
                force(
                  on(
                    force(
                      on(
                        fun((some: Untyped) =>
                          fun((none: Untyped) => decode(redeemer, { some, none, unit })),
                        ),
                        SOME,
                        NONE,
                      ),
                    ),
                    fun((given: Untyped) =>
                      delay(
                        on(
                          force(given),
                          fun((n: Untyped) =>
                            fun((key: Untyped) =>
                              fun((message: Untyped) =>
                                fun((signature: Untyped) =>
                                  when(
                                    call.lessThanInteger(n, loopsEnd),
                                    on(refuse, text(TOO_SMALL)),
                                    on(run, n, key, message, signature),
                                  ),
                                ),
                              ),
                            ),
                          ),
                        ),
                      ),
                    ),
                    delay(on(refuse, text('Trace error: Invalid redeemer'))),
                  ),
                ),
              ),
            ),
          ),
        ),
    ),
  );
}

function loop(name: Verification['builtin'], failure: string, unit: Untyped, refuse: Untyped): Untyped {
  return on(
    fun((self: Untyped) => on(self, self)),
    fun((self: Untyped) =>
      fun((n: Untyped) =>
        letIn(on(self, self), (again: Untyped) =>
          fun((key: Untyped) =>
            fun((message: Untyped) =>
              fun((signature: Untyped) =>
                when(
                  call.equalsInteger(loopsEnd, n),
                  unit,
                  when(
                    call[name](key, message, signature),
                    on(again, call.subtractInteger(n, integer(1)), key, message, signature),
                    on(refuse, text(failure)),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** An optional value: what to do with it, and what without. */
const SOME: Untyped = fun((value: Untyped) => delay(fun((some: Untyped) => fun(() => on(some, value)))));
const NONE: Untyped = delay(delay(fun(() => fun((none: Untyped) => none))));
const PAIR: Untyped = fun((a: Untyped) => fun((b: Untyped) => delay(fun((use: Untyped) => on(use, a, b)))));

const MATCH_DATA: (unit: Untyped) => Untyped = (unit) =>
  fun((data: Untyped) =>
    fun((onConstr: Untyped) =>
      fun((onMap: Untyped) =>
        fun((onList: Untyped) =>
          fun((onInteger: Untyped) =>
            fun((onBytes: Untyped) =>
              on(
                chooseData<unknown>(data, {
                  constr: fun(() =>
                    letIn(call.unConstrData(data), (pair) => on(onConstr, first(pair), second(pair))),
                  ),
                  map: fun(() => on(onMap, call.unMapData(data))),
                  list: fun(() => on(onList, call.unListData(data))),
                  integer: fun(() => on(onInteger, call.unIData(data))),
                  bytes: fun(() => on(onBytes, call.unBData(data))),
                }),
                unit,
              ),
            ),
          ),
        ),
      ),
    ),
  );

interface Options {
  readonly some: Untyped;
  readonly none: Untyped;
  readonly unit: Untyped;
}

/** Constructor 0 of an integer and three byte strings, as an optional function of a function of the four. */
function decode(redeemer: Untyped, { some, none, unit }: Options): Untyped {
  const nothing = force(none);
  const otherwise = delay(nothing);
  const ignore = fun(() => nothing);

  /** `then` with the datum's integer or bytes. */
  const read = (
    matchData: Untyped,
    data: Untyped,
    kind: 'integer' | 'bytes',
    then: (value: Untyped) => Untyped,
  ) => {
    const found = fun((value: Untyped) => on(some, value));
    const [onInteger, onBytes] = kind === 'integer' ? [found, ignore] : [ignore, found];
    return force(
      on(
        force(
          on(
            matchData,
            data,
            fun(() => ignore),
            ignore,
            ignore,
            onInteger,
            onBytes,
          ),
        ),
        fun((value: Untyped) => delay(then(value))),
        otherwise,
      ),
    );
  };
  const uncons = (list: Untyped, filled: Untyped) =>
    force(
      on(
        bare('chooseList'),
        list,
        ignore,
        fun(() => filled),
        unit,
      ),
    );
  /** `then` with head and tail of the list. */
  const split = (list: Untyped, pair: Untyped, then: (head: Untyped, rest: Untyped) => Untyped) =>
    on(
      uncons(list, on(some, on(pair, head(list), tail(list)))),
      fun((found: Untyped) =>
        delay(
          on(
            force(found),
            fun((item: Untyped) => fun((rest: Untyped) => then(item, rest))),
          ),
        ),
      ),
    );
  const orNothing = (optional: Untyped) => force(on(optional, otherwise));

  const fields = (matchData: Untyped, list: Untyped) =>
    orNothing(
      letIn(PAIR, (pair: Untyped) =>
        split(list, pair, (first, rest1) =>
          read(matchData, first, 'integer', (n) =>
            orNothing(
              split(rest1, pair, (second, rest2) =>
                read(matchData, second, 'bytes', (key) =>
                  orNothing(
                    split(rest2, pair, (third, rest3) =>
                      read(matchData, third, 'bytes', (message) =>
                        force(
                          on(
                            uncons(
                              rest3,
                              letIn(head(rest3), (last: Untyped) => letIn(tail(rest3), () => on(some, last))),
                            ),
                            fun((last: Untyped) =>
                              delay(
                                read(matchData, last, 'bytes', (signature) =>
                                  on(some, delay(fun((use: Untyped) => on(use, n, key, message, signature)))),
                                ),
                              ),
                            ),
                            otherwise,
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
      ),
    );

  return on(
    letIn(MATCH_DATA(unit), (matchData: Untyped) =>
      on(
        matchData,
        redeemer,
        fun((tag: Untyped) =>
          fun((list: Untyped) => when(call.equalsInteger(integer(0), tag), fields(matchData, list), nothing)),
        ),
      ),
    ),
    ignore,
    ignore,
    ignore,
    ignore,
  );
}

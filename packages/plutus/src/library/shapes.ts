/** Pieces that the compiler of the V3 scripts leaves in each of them. */
import { bare, call, first, head, ifThenElse, second, tail, trace } from '../dsl/builtins.ts';
import {
  construct,
  delay,
  type Expression,
  fail,
  force,
  fun,
  integer,
  letIn,
  match,
  text,
  type Untyped,
} from '../dsl/expression.ts';
import type { Bool, Datum, Delayed, Fun, Integer, Text } from '../dsl/types.ts';
import { loopsEnd, TOO_SMALL } from './counter.ts';

/** The redeemer of a V3 script: second field of its context. The rest of the context is never looked at. */
export function redeemerOf(context: Expression<Datum>): Expression<Datum> {
  return head(tail(second(call.unConstrData(context))));
}

/** One of two branches, each behind two delays of which the reader forces the second. */
export function twiceDelayed<T>(
  condition: Expression<Bool>,
  yes: Expression<T>,
  no: Expression<T>,
): Expression<Delayed<T>> {
  return force(ifThenElse<Delayed<Delayed<T>>>(condition, delay(delay(yes)), delay(delay(no))));
}

/** Unit as a constructor: what `()` is in Plutus Core 1.1.0. */
export const noFields: Untyped = construct(0);

/** Traces a message and ends the script. */
export function traceError(message: Expression<Text>): Expression<never> {
  return letIn(trace(message, noFields), () => fail);
}

export const traceErrorFunction: Expression<Fun<Text, never>> = fun(traceError);

/** A function applied to three arguments or more as a case on a constructor: one step for each argument less. */
export function through(f: Untyped, ...args: readonly Untyped[]): Untyped {
  return match(construct(0, ...args), f);
}

/** `when` by way of a constructor. */
export function whenThrough(condition: Expression<Bool>, yes: Untyped, no: Untyped): Untyped {
  return force(through(bare('ifThenElse'), condition, delay(yes), delay(no)));
}

/** Ends the script with a message unless the counter is large enough; else `run`. */
export function checked(n: Expression<Integer>, run: Untyped, refusal: string = TOO_SMALL): Untyped {
  return whenThrough(call.lessThanInteger(n, loopsEnd), traceError(text(refusal)), run);
}

/** The fields of constructor 0 as a list, each looked at once: `then` gets them decoded. */
export function fieldsOf(
  redeemer: Expression<Datum>,
  decoders: readonly ((field: Expression<Datum>) => Untyped)[],
  refusal: string,
  then: (...fields: readonly Untyped[]) => Untyped,
): Untyped {
  const read = (list: Untyped, at: number, found: readonly Untyped[]): Untyped => {
    const decode = decoders[at]!;
    if (at === decoders.length - 1)
      return letIn(decode(head(list)), (value: Untyped) => then(...found, value));
    return letIn(decode(head(list)), (value: Untyped) =>
      letIn(tail(list), (rest: Untyped) => read(rest, at + 1, [...found, value])),
    );
  };
  return letIn(call.unConstrData(redeemer), (pair) =>
    letIn(second(pair), (list) =>
      whenThrough(call.equalsInteger(integer(0), first(pair)), read(list, 0, []), traceError(text(refusal))),
    ),
  );
}

/**
 * The same value after `steps` more machine steps, 0 or at least 2. The scripts of cardano-node's pull request 6440 are not at
 * hand, their costs are: where a term as short as possible is cheaper, this makes up for the difference.
 */
export function idle<T>(steps: number, value: Expression<T>): Expression<T> {
  if (steps === 0) return value;
  if (steps % 2 === 1)
    return idle(
      steps - 3,
      letIn(value, (same) => same),
    );
  return idle(steps - 2, force(delay(value)));
}

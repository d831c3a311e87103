import { bare, call, trace } from '../dsl/builtins.ts';
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
  unit,
} from '../dsl/expression.ts';
import { benchmarkScript } from './benchmark-script.ts';
import { counter, loopsEnd, TOO_SMALL } from './counter.ts';

/** Two functions of two arguments stand for true and false: so the compiler of 2023 encoded them. */
const yes: Untyped = delay(fun((a: Untyped) => fun(() => a)));
const no: Untyped = delay(fun(() => fun((b: Untyped) => b)));

const term = on(
  fun((isTrue: Untyped) =>
    fun((isFalse: Untyped) => {
      /** The encoding of what a builtin says. */
      const encoded = (condition: Untyped): Untyped => on(bare('ifThenElse'), condition, isTrue, isFalse);
      const oneOf = (condition: Untyped, then: Untyped, otherwise: Untyped): Untyped =>
        force(on(force(condition), delay(then), delay(otherwise)));
      const choose = (condition: Untyped, then: Untyped, otherwise: Untyped): Untyped =>
        force(on(force(encoded(condition)), delay(then), delay(otherwise)));

      const loop = (done: Untyped): Untyped =>
        on(
          fun((self: Untyped) => on(self, self)),
          fun((self: Untyped) =>
            fun((n: Untyped) =>
              letIn(on(self, self), (again: Untyped) =>
                choose(
                  call.equalsInteger(n, loopsEnd),
                  done,
                  letIn(call.subtractInteger(n, integer(1)), (less: Untyped) => on(again, less)),
                ),
              ),
            ),
          ),
        );
      return letIn(delay(fun((x: Untyped) => x)), (done: Untyped) =>
        letIn(loop(done), (run: Untyped) =>
          fun(() =>
            fun((redeemer: Untyped) =>
              letIn(delay(call.unIData(redeemer)), (read: Untyped) => {
                const isTooSmall = letIn(force(read), (n: Untyped) =>
                  encoded(call.lessThanInteger(n, loopsEnd)),
                );
                const refusal = letIn(
                  letIn(trace(text(TOO_SMALL), done), () => unit),
                  () => fail,
                );
                return fun(() => oneOf(isTooSmall, refusal, on(run, force(read))));
              }),
            ),
          ),
        ),
      );
    }),
  ),
  yes,
  no,
);

/** The counter loop as the compiler of 2023 left it. */
export const loop = benchmarkScript({
  name: 'Loop',
  about: 'counts down; bound by memory',
  language: 'V1',
  optimise: false,
  redeemer: counter,
  term,
});

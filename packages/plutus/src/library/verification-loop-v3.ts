import { bare, call } from '../dsl/builtins.ts';
import {
  type Expression,
  fun,
  integer,
  letIn,
  recursive,
  text,
  type Untyped,
  unit,
} from '../dsl/expression.ts';
import type { Datum } from '../dsl/types.ts';
import { loopsEnd } from './counter.ts';
import { checked, fieldsOf, idle, redeemerOf, through, traceError, whenThrough } from './shapes.ts';
import type { Verification } from './verification-loop.ts';

/** The V3 term that verifies one signature in each loop: half the size of V2's, 37 % of what it costs before it loops. */
export function verificationLoopV3({ builtin, failure }: Verification): Untyped {
  const loop = recursive<unknown>((self) =>
    fun((n: Untyped) =>
      fun((key: Untyped) =>
        fun((message: Untyped) =>
          fun((signature: Untyped) =>
            whenThrough(
              call.equalsInteger(loopsEnd, n),
              unit,
              whenThrough(
                through(bare(builtin), key, message, signature),
                through(self, call.subtractInteger(n, integer(1)), key, message, signature),
                traceError(text(failure)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
  const { unBData, unIData } = call;
  return letIn(loop, (run: Untyped) =>
    fun((context: Expression<Datum>) =>
      fieldsOf(
        idle(32, redeemerOf(context)),
        [unIData, unBData, unBData, unBData],
        'Trace: Invalid redeemer',
        (n, ...rest) => checked(n!, through(run, n!, ...rest)),
      ),
    ),
  );
}

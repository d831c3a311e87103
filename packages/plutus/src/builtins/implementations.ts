import { isVanRossem, type SemanticsVariant } from '../cost/variants.ts';
import { byteStringBuiltins } from './bytes.ts';
import { cryptographyBuiltins } from './cryptography.ts';
import { dataBuiltins } from './data.ts';
import { integerBuiltins } from './integer.ts';
import { structureBuiltins } from './structure.ts';
import type { BuiltinName } from './table.ts';
import { textBuiltins } from './text.ts';
import { bounded, unbounded } from './unlift.ts';
import { valueBuiltins } from './value.ts';

/** What a builtin does with the values of its arguments; it throws a BuiltinFault if it fails. */
export type Implementation = (...args: readonly unknown[]) => unknown;

/** Every builtin under a semantics variant. `log` gets the lines of `trace`. */
export function implementations(
  variant: SemanticsVariant,
  log: (line: string) => void,
): Readonly<Record<BuiltinName, Implementation>> {
  const unlift = isVanRossem(variant) ? bounded : unbounded;
  return {
    ...integerBuiltins(unlift),
    ...byteStringBuiltins(variant, unlift),
    ...textBuiltins(unlift, log),
    ...structureBuiltins(unlift),
    ...dataBuiltins(variant, unlift),
    ...cryptographyBuiltins(variant, unlift),
    ...valueBuiltins(unlift),
  };
}

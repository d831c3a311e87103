import { type BuiltinName, builtins } from '../builtins/table.ts';
import type { CostShape } from './shape.ts';

/** The ledger's languages. */
export type Language = 'V1' | 'V2' | 'V3';

export const languages: readonly Language[] = ['V1', 'V2', 'V3'];

/**
 * How builtins behave and how their costs are shaped: A before Conway, B and C in it (protocol versions 9 and 10)
 * for V1/V2 and V3, D and E from 11 on.
 */
export type SemanticsVariant = 'A' | 'B' | 'C' | 'D' | 'E';

export const CONWAY = 9;
/** From here on every language has every builtin, `constr`, `case` and cases on constants (van Rossem). */
export const VAN_ROSSEM = 11;

export function semanticsVariant(language: Language, protocolVersion: number): SemanticsVariant {
  if (protocolVersion >= VAN_ROSSEM) return language === 'V3' ? 'E' : 'D';
  if (language === 'V3') return 'C';
  return protocolVersion >= CONWAY ? 'B' : 'A';
}

/** Whether the variant belongs to protocol version 11 or later. */
export function isVanRossem(variant: SemanticsVariant): boolean {
  return variant === 'D' || variant === 'E';
}

interface Shapes {
  readonly cpu: CostShape;
  readonly memory: CostShape;
}

type Differences = Partial<Record<BuiltinName, Partial<Shapes>>>;

const quadraticBelow = { cpu: 'quadraticBelowDiagonal' } as const;
const multipliedBelow = { cpu: 'multipliedBelowDiagonal' } as const;
const multipliedBoth = { cpu: 'multipliedAboveAndBelowDiagonal' } as const;
const subtracted = { memory: 'subtractedSizes' } as const;
const withMinimum = { memory: 'linearInYWithMinimum' } as const;

const differencesB: Differences = {
  divideInteger: multipliedBelow,
  quotientInteger: multipliedBelow,
  remainderInteger: { ...multipliedBelow, ...subtracted },
  modInteger: { ...multipliedBelow, ...subtracted },
};

/** Where the shapes of a variant differ from those of E, which the table of builtins has. */
const differences: Readonly<Record<SemanticsVariant, Differences>> = {
  A: {
    ...differencesB,
    multiplyInteger: { cpu: 'addedSizes' },
    verifyEd25519Signature: { cpu: 'linearInZ' },
  },
  B: differencesB,
  C: { divideInteger: quadraticBelow, modInteger: quadraticBelow },
  D: {
    divideInteger: multipliedBoth,
    modInteger: { ...multipliedBoth, ...withMinimum },
    quotientInteger: multipliedBelow,
    remainderInteger: { ...multipliedBelow, ...withMinimum },
  },
  E: {},
};

/** The shapes of the costs of every builtin under a variant, in the order of the table. */
export function costShapes(variant: SemanticsVariant): readonly Shapes[] {
  return builtins.map(({ name, cpu, memory }) => ({ cpu, memory, ...differences[variant][name] }));
}

import type { Place } from './query-error.ts';

/** Functions of the language by the number of their arguments; none of them is a value that can be passed on. */
export const BUILTINS = {
  fst: 1,
  snd: 1,
  min: 1,
  max: 1,
  avg: 1,
  filter: 2,
  join: 2,
  map: 2,
  abs: 1,
  round: 1,
  increase: 1,
  rate: 1,
  avg_over_time: 1,
  sum_over_time: 1,
  quantile_over_time: 2,
  unless: 2,
  quantile_by: 2, // after the labels
  earliest: 0, // after the metric
  latest: 0, // after the metric
  to_scalar: 1,
  metrics: 0,
} as const;
export type Builtin = keyof typeof BUILTINS;

/** Words that are no identifiers unless between backticks. `round` is one everywhere but at the head of an application. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...['let', 'in', 'true', 'false', 'epoch', 'now'],
  ...Object.keys(BUILTINS).filter((name) => name !== 'round'),
]);

export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type RelationOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** `equal`: the series has this label with this value, or must not have it. */
export interface LabelConstraint {
  readonly label: string;
  readonly value: string;
  readonly equal: boolean;
}

/** What a query says, before its types are known. Places are where an expression begins. */
export type Expression = { readonly place: Place } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'now' | 'epoch' | 'unit' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'pair'; readonly fst: Expression; readonly snd: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'both' | 'either'; readonly left: Expression; readonly right: Expression }
  | ({ readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator } & Operands)
  | ({ readonly kind: 'relation'; readonly operator: RelationOperator } & Operands)
  | ({
      readonly kind: 'range';
      readonly of: Expression;
      readonly from: Expression;
      readonly to: Expression;
    } & {
      readonly step: Expression | undefined;
    })
  | { readonly kind: 'labels'; readonly of: Expression; readonly constraints: readonly LabelConstraint[] }
  | { readonly kind: 'apply'; readonly function: Expression; readonly argument: Expression }
  | ({ readonly kind: 'builtin'; readonly name: Builtin; readonly arguments: readonly Expression[] } & {
      /** Labels of `quantile_by`, the metric of `earliest` and `latest`. */
      readonly words: readonly string[];
    })
  | { readonly kind: 'lambda'; readonly parameter: string; readonly body: Expression }
  | { readonly kind: 'let'; readonly name: string; readonly value: Expression; readonly body: Expression }
);

interface Operands {
  readonly left: Expression;
  readonly right: Expression;
}

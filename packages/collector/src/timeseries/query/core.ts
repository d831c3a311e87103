import type { Operation } from './operators.ts';
import type { Place } from './query-error.ts';
import type { ArithmeticOperator, Builtin, LabelConstraint, RelationOperator } from './syntax.ts';

/** A query whose types fit: names are resolved to variables and metrics, operators to what they do. */
export type Core = { readonly place: Place } & (
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'now' | 'metrics' }
  | { readonly kind: 'variable' | 'metric'; readonly name: string }
  | { readonly kind: 'pair'; readonly fst: Core; readonly snd: Core }
  | { readonly kind: 'not'; readonly of: Core }
  | { readonly kind: 'both' | 'either'; readonly left: Core; readonly right: Core }
  | OperatorCore
  | ({ readonly kind: 'range'; readonly of: Core; readonly from: Core; readonly to: Core } & {
      readonly step: Core | undefined;
    })
  | { readonly kind: 'labels'; readonly of: Core; readonly constraints: readonly LabelConstraint[] }
  | { readonly kind: 'apply'; readonly function: Core; readonly argument: Core }
  | ({ readonly kind: 'builtin'; readonly name: ElaboratedBuiltin; readonly arguments: readonly Core[] } & {
      readonly labels: readonly string[];
    })
  | { readonly kind: 'lambda'; readonly parameter: string; readonly body: Core }
  | { readonly kind: 'let'; readonly name: string; readonly value: Core; readonly body: Core }
);

export type Constant =
  | number
  | { readonly kind: 'timestamp' | 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'unit' };

/** `operation` is open until elaboration has ended. */
export type OperatorCore = { readonly left: Core; readonly right: Core; operation: Operation | undefined } & (
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator }
  | { readonly kind: 'relation'; readonly operator: RelationOperator }
);

export type ElaboratedBuiltin = Exclude<Builtin, 'earliest' | 'latest' | 'metrics'>;

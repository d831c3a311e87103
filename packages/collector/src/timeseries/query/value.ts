/** The labels of a series, sorted by name; `key` is equal exactly for equal labels and orders them. */
export interface Labels {
  readonly key: string;
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

/** One value of a series at one time, milliseconds since 1970. */
export interface Instant {
  readonly labels: Labels;
  readonly ms: number;
  readonly value: Value;
}

/** Values of a series; `times` ascend and are as many as `values`. */
export interface Series<V = Value> {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly V[];
}

/** What a query evaluates to; a scalar is a plain number. */
export type Value =
  | number
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'timestamp' | 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unit' }
  | { readonly kind: 'pair'; readonly fst: Value; readonly snd: Value }
  | { readonly kind: 'list'; readonly texts: readonly string[] }
  | { readonly kind: 'vector'; readonly instants: readonly Instant[] }
  | { readonly kind: 'matrix'; readonly series: readonly Series[] }
  | FunctionValue;

/** The values of a kind: `Of<'vector'>`. */
export type Of<K extends Exclude<Value, number>['kind']> = Extract<Value, { kind: K }>;

export interface FunctionValue {
  readonly kind: 'function';
  readonly call: (argument: Value) => Value;
  /** Of a metric that is used as it is. */
  readonly metric: string | undefined;
}

export function labelsOf(labels: Readonly<Record<string, string>>): Labels {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return { key: JSON.stringify(pairs), pairs };
}

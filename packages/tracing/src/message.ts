import type { Fields } from './fields.ts';
import type { LegacyForm } from './legacy/legacy-form.ts';
import type { Detail, Severity } from './severity.ts';

/**
 * The declaration of one message: where it stands, how grave it is and how it is told. Configuration checks,
 * documentation and metrics are derived from it, so it is declared once, where it is emitted.
 */
export interface MessageType<P, N extends string = string> {
  /** Full dotted name, for example `Forge.Loop.NodeIsLeader`. */
  readonly namespace: N;
  /** undefined: printed as Info, and only Silence keeps it back. */
  readonly severity: Severity | undefined | ((payload: P) => Severity | undefined);
  /** Where `severity` depends on the payload: what documentation says of it. */
  readonly usualSeverity?: Severity;
  /** Confidential messages are printed, never forwarded. Default: Public. */
  readonly privacy?: 'Public' | 'Confidential';
  /**
   * The `data` object of the line, with `kind` by convention. Numbers, bigints, strings, booleans, null, arrays and
   * plain objects; keys may come in any order, a key whose value is undefined is left out.
   */
  forMachine(payload: P, detail: Detail): Record<string, unknown>;
  /** One line for people; without it they get the data as JSON. */
  forHuman?(payload: P): string;
  /** Metrics flow whatever the severity filter, the limiter and the back ends say. */
  metrics?(payload: P): readonly MetricUpdate[];
  /** What each metric says, by its name; a name that holds a part of the payload ends in `*`. */
  readonly metricHelp?: Readonly<Record<string, string>>;
  /** What `data` holds beside `kind`: the documentation and the JSON Schema of the message come from it. */
  readonly fields?: Fields;
  /** What the message means, in Markdown. */
  readonly doc: string;
  /** How the legacy system tells it; without it: always, under the namespace. */
  readonly legacy?: LegacyForm<P>;
}

/** One change of one metric. `name` is without prefix and suffix; `add` defaults to 1. */
export type MetricUpdate =
  | { readonly kind: 'int'; readonly name: string; readonly value: number | bigint }
  | { readonly kind: 'real'; readonly name: string; readonly value: number }
  | { readonly kind: 'counter'; readonly name: string; readonly add?: number }
  | { readonly kind: 'label'; readonly name: string; readonly pairs: Readonly<Record<string, string>> };

/**
 * Returns its argument: TypeScript infers the payload from the functions of the declaration. With a union of names as
 * second type argument a namespace that is not one of them is a compile error.
 */
export function defineMessage<P, N extends string = string>(message: MessageType<P, N>): MessageType<P, N> {
  return message;
}

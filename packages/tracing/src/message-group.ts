import type { MessageType } from './message.ts';
import type { Detail, SeverityFilter } from './severity.ts';

/** A message without its name, which is its key in `defineMessages`. */
export type MessageBody<P> = Omit<MessageType<P>, 'namespace'>;

/** The messages of one part of a program: one prefix, and the rest of each name as key. */
export interface MessageGroup<Prefix extends string = string, Payloads = Record<string, never>> {
  readonly prefix: Prefix;
  readonly messages: {
    readonly [K in keyof Payloads]: MessageType<Payloads[K], FullName<Prefix, K & string>>;
  };
}

/** Any group, whatever its messages carry. */
export interface AnyGroup {
  readonly prefix: string;
  readonly messages: Readonly<Record<string, MessageType<never>>>;
}

/** The full names of a group. */
export type NamespaceOf<G extends AnyGroup> = FullName<G['prefix'], keyof G['messages'] & string>;

/** A name and every dotted prefix of it, the root `""` too: what a configuration may speak about. */
export type PrefixOf<N extends string> =
  | ''
  | N
  | (N extends `${infer Head}.${infer Rest}` ? Head | `${Head}.${Exclude<PrefixOf<Rest>, ''>}` : never);

type FullName<Prefix extends string, Inner extends string> = Prefix extends '' ? Inner : `${Prefix}.${Inner}`;

/**
 * Declares the messages below `prefix` (`""`: none). The keys are the rest of the names, with dots where they are deep; a
 * typing error in a key is a compile error where a message is traced.
 */
export function defineMessages<const Prefix extends string, Payloads>(
  prefix: Prefix,
  bodies: { readonly [K in keyof Payloads]: MessageBody<Payloads[K]> },
): MessageGroup<Prefix, Payloads> {
  const messages = Object.entries(bodies as Record<string, MessageBody<never>>).map(([inner, body]) => [
    inner,
    { ...body, namespace: prefix === '' ? inner : `${prefix}.${inner}` },
  ]);
  return { prefix, messages: Object.fromEntries(messages) };
}

/** `TraceOptions` for the given groups: a key that is no part of their names is a compile error. */
export function traceOptions<const Groups extends readonly AnyGroup[]>(
  _groups: Groups,
  options: Readonly<Partial<Record<PrefixOf<NamespaceOf<Groups[number]>>, WrittenOptions>>>,
): Readonly<Record<string, WrittenOptions>> {
  return options as Readonly<Record<string, WrittenOptions>>;
}

/** One entry of `TraceOptions` as it is written in a file. */
export interface WrittenOptions {
  readonly severity?: SeverityFilter;
  readonly detail?: Detail;
  readonly backends?: readonly string[];
  readonly maxFrequency?: number;
}

import { byCodePoint } from '../format/key-order.ts';

/** A declared namespace: what the messages of a group share, and the rest. */
export interface DeclaredNamespace {
  readonly prefix: readonly string[];
  readonly inner: readonly string[];
}

/**
 * What is suspicious about a configuration and the messages that a program declares, in upstream's words and order: names
 * declared twice or standing above one declared before, empty names, configuration keys of no message.
 * `keys` are those of `TraceOptions`. Source: trace-dispatcher 2.13, golden vectors of errors.json.
 */
export function configurationWarnings(
  keys: Iterable<string>,
  declared: readonly DeclaredNamespace[],
): string[] {
  const seen = new Set<string>();
  /** Every proper prefix of a name seen so far. */
  const groups = new Set<string>();
  const system: string[] = [];
  for (const { prefix, inner } of declared) {
    const segments = [...prefix, ...inner];
    const name = segments.join('.');
    if (seen.has(name)) system.push(`System namespace error: Duplicate namespace ${name}`);
    else if (groups.has(name)) system.push(`System namespace error: Inner namespace duplicate ${name}`);
    seen.add(name);
    for (let length = 1; length < segments.length; length++) groups.add(segments.slice(0, length).join('.'));
  }
  const empty = declared
    .filter(({ inner }) => inner.length === 0)
    .map(({ prefix }) => `Empty inner namespace: ${prefix.join('.')}`);
  const illegal = [...keys]
    .filter((key) => key !== '' && !seen.has(key) && !groups.has(key))
    .sort(byCodePoint)
    .map((key) => `Config namespace error: Illegal namespace ${key}`);
  return [...system, ...empty, ...illegal];
}

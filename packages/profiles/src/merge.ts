/** How JSON objects are laid over each other; the inputs stay as they are. */

type JsonObject = { readonly [key: string]: unknown };

/** Right-biased deep merge: objects merge key by key, anything else (arrays, null too) replaces. */
export function overlay(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over))
    merged[key] = key in under ? overlay(under[key], value) : value;
  return merged;
}

/**
 * Merge of protocol parameters, as upstream folds them: like `overlay`, but `{}` wipes what was there and objects whose
 * `tag` differs replace each other.
 */
export function overlayParameters(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over;
  if (Object.keys(over).length === 0 || under.tag !== over.tag) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over))
    merged[key] = key in under ? overlayParameters(under[key], value) : value;
  return merged;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON that keeps integers exact: supplies exceed 2^53, where a JavaScript number would round silently.
 * TypeScript's library does not know these two parts of the JSON object yet; Node has had them since 21.
 */
const exactJson = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
};

/** Text without spaces; bigints are written as integers. */
export function compactJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? exactJson.rawJSON(String(item)) : item,
  );
}

/** Like JSON.parse, but integers beyond 2^53 come as bigint. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return exactJson.parse(text, (_key, value, { source }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
      ? BigInt(source)
      : value,
  );
}

/** A JSON string: raw above U+001F, lone surrogates as U+FFFD. */
export function quote(text: string): string {
  const inner = text
    .toWellFormed()
    .replace(escaped, (c) => short[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${inner}"`;
}

const escaped = /[\u0000-\u001f"\\]/g;
const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

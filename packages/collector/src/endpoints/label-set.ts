/** Labels of a sample by name; each name once, values unescaped. */
export type LabelSet = ReadonlyMap<string, string>;

/**
 * Reads the text that a node forwards for a set of labels, `{version="1.2",rev="ab"} 1`. A quote or backslash inside
 * a value that the node did not escape is taken as it stands (trace-dispatcher escapes nothing), and what a name may not
 * hold becomes `_` (cardano-node's `tipBlock` has a `parent hash`); undefined if the text is no such set at all. Of a repeated name the first stays: Prometheus rejects the whole page otherwise.
 */
export function parseLabelSet(text: string): LabelSet | undefined {
  const inside = /^\{([^\n]*)\} 1$/u.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const labels = new Map<string, string>();
  if (inside.trim() === '') return labels;
  const escaped = ESCAPED.test(inside);
  for (const pair of inside.replace(/,\s*$/u, '').split(BETWEEN)) {
    const [, rawName, value] = PAIR.exec(pair) ?? [];
    if (rawName === undefined || value === undefined) return undefined;
    const name = rawName.replace(/[ .-]/gu, '_');
    if (!labels.has(name)) labels.set(name, escaped ? unescapeLabel(value) : value);
  }
  return labels;
}

/** `{a="1",b="x\"y"}`, or nothing for no labels. */
export function renderLabelSet(labels: LabelSet): string {
  if (labels.size === 0) return '';
  return `{${[...labels].map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')}}`;
}

/** For a value between quotes. */
export function escapeLabel(text: string): string {
  return /[\\"\n\r]/u.test(text)
    ? text.replaceAll('\r', '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
    : text;
}

/** Where one pair ends and the next begins: a quote, a comma, and a name with its `="`. */
const BETWEEN = /(?<="),\s*(?=[A-Za-z_][A-Za-z0-9_ .-]*=")/u;
const PAIR = /^\s*([A-Za-z_][A-Za-z0-9_ .-]*)="(.*)"\s*$/u;
/** A list of pairs that keeps the rules, so that its backslashes are escapes. */
const ESCAPED =
  /^\s*[A-Za-z_][A-Za-z0-9_ .-]*="(?:[^"\\]|\\["\\n])*"(?:,\s*[A-Za-z_][A-Za-z0-9_ .-]*="(?:[^"\\]|\\["\\n])*")*,?\s*$/u;

function unescapeLabel(text: string): string {
  return text.replace(/\\(["\\n])/gu, (_, character) => (character === 'n' ? '\n' : character));
}

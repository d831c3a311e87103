/** The time of a line, `2026-07-01T12:00:00.5Z`, as it stands there; undefined if it has none. */
export function timeOf(line: Buffer): string | undefined {
  // Nodes write `at` first; reading it off spares a JSON.parse of every line.
  const end = line.subarray(0, 64).indexOf('"', AT_START.length);
  const text =
    line.subarray(0, AT_START.length).equals(AT_START) && end > 0
      ? line.toString('latin1', AT_START.length, end)
      : member(line, 'at');
  if (text === undefined || !/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(text)) return undefined;
  return text.replace(' ', 'T'); // cardano-node 8.0.0 writes a blank
}

/** The member `host`; `(none)` if there is none. */
export function hostOf(line: Buffer): string {
  // Nodes write `host` last.
  const start = line.lastIndexOf(HOST_START);
  const value = start < 0 ? '' : line.toString('utf8', start + HOST_START.length);
  const simple = /^([^"\\]*)"\}\s*$/.exec(value)?.[1];
  return simple ?? member(line, 'host') ?? '(none)';
}

const AT_START = Buffer.from('{"at":"');
const HOST_START = Buffer.from('"host":"');

function member(line: Buffer, name: string): string | undefined {
  try {
    const value = (JSON.parse(line.toString('utf8')) as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined; // no JSON: a line that was cut, or another program's
  }
}

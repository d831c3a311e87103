import { GeneratorError } from './errors.ts';

/**
 * Reads a recorded arrival log: one line an arrival, a number of milliseconds or an object with `intendedMs`, as in
 * `transactions.jsonl` (whose split transactions and summary are passed over). Ascending times are returned.
 * Throws GENERATOR_BAD_FILE with the line.
 */
export function parseArrivalLog(text: string, file: string): number[] {
  const times: number[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const ms = arrivalOf(line);
    if (ms === null) continue;
    if (ms === undefined)
      throw bad(file, `$[line ${i + 1}]`, 'a number, or an object with intendedMs', line.slice(0, 80));
    times.push(ms);
  }
  if (times.length === 0) throw bad(file, '$', 'at least one arrival', 'none');
  return times.sort((a, b) => a - b);
}

/** Milliseconds; null for a line that is no arrival of the load, undefined for one that is not understood. */
function arrivalOf(line: string): number | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, intendedMs, summary } = value as Record<string, unknown>;
  if (summary !== undefined || kind === 'split') return null;
  return typeof intendedMs === 'number' ? intendedMs : undefined;
}

function bad(file: string, path: string, expected: string, got: string): GeneratorError {
  return new GeneratorError({
    code: 'GENERATOR_BAD_FILE',
    place: file,
    problem: 'not an arrival log',
    faults: [{ path, expected, got }],
  });
}

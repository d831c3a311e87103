import { CollectorError } from '../errors.ts';

/**
 * Help texts by metric name, from the configuration itself or from the JSON file that it names.
 * `readText` rejects with the system's error; a missing or broken file stops the start, where cardano-tracer goes
 * on without help texts and says nothing.
 */
export async function loadMetricsHelp(
  source: string | Readonly<Record<string, string>> | undefined,
  readText: (path: string) => Promise<string>,
): Promise<Map<string, string>> {
  if (source === undefined) return new Map();
  if (typeof source === 'object') return new Map(Object.entries(source));
  let text: string;
  try {
    text = await readText(source);
  } catch (cause) {
    const problem = `metricsHelp: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG_MISSING', place: source, problem, cause });
  }
  return new Map(Object.entries(parseHelp(text, source)));
}

function parseHelp(text: string, place: string): Record<string, string> {
  let help: unknown;
  try {
    help = JSON.parse(text);
  } catch (cause) {
    const problem = `metricsHelp: no JSON: ${(cause as Error).message}`;
    throw new CollectorError({ code: 'COLLECTOR_CONFIG', place, problem, cause });
  }
  const isObject = typeof help === 'object' && help !== null && !Array.isArray(help);
  const faults = Object.entries(isObject ? (help as object) : {})
    .filter(([, value]) => typeof value !== 'string')
    .map(([key, value]) => ({ path: `$.${key}`, expected: 'a string', got: JSON.stringify(value) }));
  if (!isObject) faults.push({ path: '$', expected: 'an object of texts', got: JSON.stringify(help) });
  if (faults.length === 0) return help as Record<string, string>;
  throw new CollectorError({ code: 'COLLECTOR_CONFIG', place, problem: 'metricsHelp:', faults });
}

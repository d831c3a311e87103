/**
 * A strict reader of the exposition formats, written from their grammars and independent of the writer: every line must
 * be a sample, TYPE, HELP or the closing EOF; a family's lines stand together, its annotations once and before its
 * samples; no sample twice.
 */
export interface ReadFamily {
  readonly name: string;
  type: string | undefined;
  help: string | undefined;
  readonly samples: { name: string; labels: Record<string, string>; value: string }[];
}

const TYPES = {
  text: ['counter', 'gauge', 'histogram', 'summary', 'untyped'],
  openmetrics: ['counter', 'gauge', 'histogram', 'gaugehistogram', 'stateset', 'info', 'summary', 'unknown'],
};

export function readExposition(page: string, format: keyof typeof TYPES): Map<string, ReadFamily> {
  if (!page.endsWith('# EOF\n')) throw new Error('does not end in # EOF');
  const families = new Map<string, ReadFamily>();
  const series = new Set<string>();
  let current: ReadFamily | undefined;
  const lines = page.slice(0, -'# EOF\n'.length).split('\n');
  if (lines.pop() !== '') throw new Error('a line without end');

  function enter(name: string, line: string): ReadFamily {
    if (current !== undefined && belongs(name, current)) return current;
    if (families.has(name)) throw new Error(`family in two places: ${line}`);
    current = { name, type: undefined, help: undefined, samples: [] };
    families.set(name, current);
    return current;
  }

  for (const line of lines) {
    const note = /^# (TYPE|HELP) ([A-Za-z_:][A-Za-z0-9_:]*) ([^\n]*)$/u.exec(line);
    if (note !== null) {
      const [, keyword, name, rest] = note as unknown as [string, string, string, string];
      const family = enter(name, line);
      if (family.samples.length > 0) throw new Error(`annotation after a sample: ${line}`);
      if (keyword === 'TYPE') {
        if (family.type !== undefined) throw new Error(`second TYPE: ${line}`);
        if (!TYPES[format].includes(rest)) throw new Error(`no type: ${line}`);
        family.type = rest;
      } else {
        if (family.help !== undefined) throw new Error(`second HELP: ${line}`);
        if (!/^(?:[^\\]|\\[\\n])*$/u.test(rest)) throw new Error(`bad escape: ${line}`);
        family.help = rest;
      }
      continue;
    }
    const sample = /^([A-Za-z_:][A-Za-z0-9_:]*)(\{[^\n]*\})? (\S+)$/u.exec(line);
    if (sample === null) throw new Error(`no sample: ${line}`);
    const [, name, set, value] = sample as unknown as [string, string, string | undefined, string];
    if (!/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|Inf(?:inity)?)$/iu.test(value))
      throw new Error(`no value: ${line}`);
    const labels = set === undefined ? {} : readLabels(set, line);
    const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (series.has(key)) throw new Error(`sample twice: ${line}`);
    series.add(key);
    enter(name, line).samples.push({ name, labels, value });
  }
  return families;
}

/** OpenMetrics names the family of a counter without `_total`. */
function belongs(name: string, family: ReadFamily): boolean {
  return name === family.name || (family.type === 'counter' && name === `${family.name}_total`);
}

function readLabels(set: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = 1;
  while (set[at] !== '}') {
    const name = /^[A-Za-z_][A-Za-z0-9_]*(?==")/u.exec(set.slice(at))?.[0];
    if (name === undefined) throw new Error(`no label at ${at}: ${line}`);
    if (Object.hasOwn(labels, name)) throw new Error(`label twice: ${line}`);
    at += name.length + 2;
    let value = '';
    while (set[at] !== '"') {
      if (at >= set.length) throw new Error(`open quote: ${line}`);
      if (set[at] === '\\') {
        at++;
        const meant = { '\\': '\\', '"': '"', n: '\n' }[set[at]!];
        if (meant === undefined) throw new Error(`bad escape: ${line}`);
        value += meant;
      } else value += set[at];
      at++;
    }
    labels[name] = value;
    at++;
    if (set[at] === ',') at++;
    else if (set[at] !== '}') throw new Error(`no comma at ${at}: ${line}`);
  }
  if (at !== set.length - 1) throw new Error(`text behind the labels: ${line}`);
  return labels;
}

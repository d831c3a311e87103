/** A value that differs between our export and upstream's, with the reason where it is known. */
export interface Difference {
  readonly file: string;
  /** Path inside the file: `cdfStarted.cdfSamples[3][1]`, `line 7: beForge.bfSending`. */
  readonly path: string;
  /** JSON text; undefined: not there. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
  readonly why: string;
  /** False: a defect of ours or of upstream. */
  readonly explained: boolean;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The reason for differences at a path, the first that matches. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^sumAnalysisTime$/, 'the time of the analysis itself'],
  [/^(bp|mp)Version/, 'the program that made the file'],
  [/^sumMeta\.(manifest|ident)/, 'the run’s meta.json was changed after upstream’s analysis'],
  [/^sumFilters\[0\]/, 'a filter that has no name here: its conditions are the same'],
  [/^sumProfilingData/, 'GHC cost centres are not read'],
  [
    /^cdfLogObjectsEmitted/,
    'upstream counts with a program of its driver; a log that was rotated or cut since gives another count',
  ],
];

/** All differences between two files of one name; JSON Lines where the name says chain. */
export function differences(
  file: string,
  ours: string | undefined,
  theirs: string,
): { values: number; found: Difference[] } {
  const found: Difference[] = [];
  let values = 0;
  const visit = (path: string, a: Json | undefined, b: Json | undefined) => {
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        visit(path === '' || path.endsWith(': ') ? path + key : `${path}.${key}`, a[key], b[key]);
      return;
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) visit(`${path}[${i}]`, a[i], b[i]);
      return;
    }
    values++;
    if (a === b) return;
    const why = reason(file, path, a, b);
    found.push({
      file,
      path,
      ours: text(a),
      theirs: text(b),
      why: why ?? UNEXPLAINED,
      explained: why !== undefined,
    });
  };
  if (file.startsWith('chain')) {
    const [a, b] = [lines(ours), lines(theirs)];
    for (let i = 0; i < Math.max(a.length, b.length); i++) visit(`line ${i + 1}: `, a[i], b[i]);
  } else visit('', ours === undefined ? undefined : parse(ours), parse(theirs));
  return { values, found };
}

const UNEXPLAINED = 'not explained: please report it with the run';

function reason(file: string, path: string, a: Json | undefined, b: Json | undefined): string | undefined {
  const inside = path.replace(/^line \d+: /, '');
  for (const [pattern, why] of REASONS) if (pattern.test(inside)) return why;
  if (a === undefined) return `we have nothing here: see the notes on ${file}`;
  if (b === undefined) return 'upstream has nothing here: it is of another version, or its log was another';
  if (typeof a === 'number' && typeof b === 'number') {
    const distance = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    if (distance < 1e-12) return 'rounding of the last digits';
    if (Math.abs(a - b) < 5e-7)
      return 'less than half a microsecond: upstream’s SQLite backend keeps times as doubles';
  }
  return undefined;
}

function lines(content: string | undefined): Json[] {
  return (content ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(parse);
}

function parse(content: string): Json {
  return JSON.parse(content) as Json;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

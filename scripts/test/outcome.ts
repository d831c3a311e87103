/** What became of one test, or of a suite that holds tests. */
export type Outcome = {
  readonly name: string;
  /** Absolute path; none for what a test file makes outside of any file. */
  readonly file?: string | undefined;
  readonly ms: number;
  /** Within another test or suite, whose time includes this one's. */
  readonly nested: boolean;
} & (
  | { readonly kind: 'passed' | 'suite' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly line?: number | undefined; readonly text: string }
);

/** How many of the slowest tests and files are named, and from which time on. */
const NAMED = 5;
const SLOW_MS = 2000;

/** The counts, every skipped test with its reason, and where the time went. `root` is cut off the paths. */
export function* summary(
  outcomes: readonly Outcome[],
  { seconds, root }: { seconds: number; root: string },
): Generator<string> {
  const count = (kind: Outcome['kind']) => outcomes.filter((one) => one.kind === kind).length;
  yield `  ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped in ${seconds.toFixed(1)} s`;
  yield* skipLines(outcomes);
  yield* slowLines(outcomes, root);
}

export function failureLines(
  { name, file, line, text }: Outcome & { kind: 'failed' },
  root: string,
): string[] {
  const place = file === undefined ? '' : ` (${within(root, file)}:${line ?? 0})`;
  return [`  FAIL ${name}${place}`, ...text.split('\n').map((one) => `    ${one}`)];
}

/** One line a reason, because a missing folder or program skips many tests at once. */
function* skipLines(outcomes: readonly Outcome[]): Generator<string> {
  const skipped = outcomes.filter((one) => one.kind === 'skipped');
  for (const [reason, skips] of Map.groupBy(skipped, (skip) => skip.reason)) {
    const names = skips.slice(0, 3).map((skip) => skip.name);
    const more = skips.length > 3 ? ` and ${skips.length - 3} more` : '';
    yield `  skipped: ${reason}: ${names.join('; ')}${more}`;
  }
}

function* slowLines(outcomes: readonly Outcome[], root: string): Generator<string> {
  const outer = outcomes.filter(({ nested }) => !nested);
  const files = [...Map.groupBy(outer, ({ file }) => file ?? '')].map(([file, all]) => ({
    name: within(root, file),
    ms: all.reduce((sum, { ms }) => sum + ms, 0),
  }));
  const tests = outer.map(({ name, file, ms }) => ({ name: `${name} (${within(root, file ?? '')})`, ms }));
  for (const [what, all] of [
    ['file', files],
    ['test', tests],
  ] as const)
    for (const { name, ms } of slowest(all))
      yield `  slow ${what}: ${(ms / 1000).toFixed(1).padStart(5)} s  ${name}`;
}

function slowest<T extends { ms: number }>(all: readonly T[]): T[] {
  return all
    .filter(({ ms }) => ms >= SLOW_MS)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, NAMED);
}

function within(root: string, file: string): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}

/**
 * `npm run mutate [-- FILTER… --sample N --seed N --jobs N]`: changes the pure core one token at a time and runs the
 * tests that reach the change. Prints a score a file, and what survived with its place. A survivor is a test that is
 * missing, unless `mutate/explained.ts` says why it lives. Without `--sample all`, N mutants of each file are tried,
 * the same ones for the same seed.
 */
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { core, type Part } from './mutate/core.ts';
import { type Reach, reaches, reachOf } from './mutate/coverage.ts';
import { explained, explanationOf, stale } from './mutate/explained.ts';
import { type Mutant, mutants } from './mutate/mutants.ts';
import { sample } from './mutate/sample.ts';
import { type Outcome, startTrials } from './mutate/trial.ts';
import { root } from './sources.ts';

interface Tried {
  readonly path: string;
  readonly place: string;
  readonly mutant: Mutant;
  readonly before: string;
  readonly after: string;
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
}

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
  },
});
const seed = whole('seed', values.seed);
const jobs = whole('jobs', values.jobs);
const count = values.sample === 'all' ? Number.POSITIVE_INFINITY : whole('sample', values.sample);

const faults = stale(explained, (path) => tryRead(join(root, path)));
for (const fault of faults) console.error(fault);

const trials = Array.from({ length: jobs }, startTrials);
const tried: Tried[] = [];
for (const part of core) {
  const paths = globSync([...part.sources], { cwd: root })
    .sort()
    .filter((path) => filters.length === 0 || filters.some((f) => path.includes(f) || part.name === f));
  if (paths.length > 0) tried.push(...(await tryPart(part, paths)));
}
for (const one of trials) one.close();
if (tried.length === 0) {
  console.error(
    `no file of the pure core matches ${filters.join(' or ')}; scripts/mutate/core.ts lists them`,
  );
  process.exit(1);
}
printLine('all', tried);
process.exitCode = faults.length === 0 ? 0 : 1;

async function tryPart(part: Part, paths: readonly string[]): Promise<Tried[]> {
  const tests = globSync([...part.tests], { cwd: root }).sort();
  console.log(`${part.name}: ${paths.length} files, ${tests.length} test files`);
  const reach = await usable(tests, paths);
  const all: Tried[] = [];
  for (const path of paths) {
    const results = await tryFile(path, reach);
    all.push(...results);
    if (results.length === 0) continue;
    printLine(path, results);
    printSurvivors(results);
  }
  return all;
}

/** What the tests reach, without those that fail over the original; they would seem to kill everything. */
async function usable(tests: readonly string[], paths: readonly string[]): Promise<Reach[]> {
  const path = paths[0]!;
  const code = stripTypeScriptTypes(readFileSync(join(root, path), 'utf8'));
  const reaches = await inParallel(tests, async (test, worker) => {
    const reach = await reachOf(test, paths);
    if (reach !== undefined && (await trials[worker]!.try(path, code, [reach])) === 'survived')
      return [reach];
    console.log(`  left out, because it fails without a mutant: ${test}`);
    return [];
  });
  return reaches.flat();
}

async function tryFile(path: string, reach: readonly Reach[]): Promise<Tried[]> {
  const original = readFileSync(join(root, path), 'utf8');
  const code = stripTypeScriptTypes(original);
  const chosen = sample(
    mutants(code).filter((mutant) => parses(apply(code, mutant))),
    {
      count,
      seed,
      name: path,
    },
  );
  return inParallel(chosen, async (mutant, worker) => {
    const reached = reach.filter((one) => reaches(one, path, mutant.from));
    const outcome = await trials[worker]!.try(path, apply(code, mutant), reached);
    const where = placeOf(original, mutant);
    const lives = outcome === 'survived' || outcome === 'uncovered';
    const reason = lives
      ? explanationOf(explained, { path, line: where.before, change: mutant.change })?.reason
      : undefined;
    return { path, mutant, outcome, reason, ...where, place: `${path}:${where.place}` };
  });
}

function apply(code: string, { from, to, text }: Mutant): string {
  return code.slice(0, from) + text + code.slice(to);
}

/** A few token exchanges are no program (`-1` as a key of an object); they are not mutants. */
function parses(code: string): boolean {
  try {
    stripTypeScriptTypes(code);
    return true;
  } catch {
    return false;
  }
}

function placeOf(text: string, mutant: Mutant): { place: string; before: string; after: string } {
  const start = text.lastIndexOf('\n', mutant.from - 1) + 1;
  const end = (from: number) => (text.indexOf('\n', from) === -1 ? text.length : text.indexOf('\n', from));
  const line = text.slice(0, mutant.from).split('\n').length;
  return {
    place: `${line}:${mutant.from - start + 1}`,
    before: text.slice(start, end(mutant.from)),
    after: text.slice(start, mutant.from) + mutant.text + text.slice(mutant.to, end(mutant.to)),
  };
}

function printLine(name: string, results: readonly Tried[]): void {
  const of = (...outcomes: Outcome[]) => results.filter((r) => outcomes.includes(r.outcome)).length;
  const reasons = results.filter((r) => r.reason !== undefined).length;
  const dead = of('killed', 'timed out');
  const lives = of('survived', 'uncovered') - reasons;
  const score = dead + lives === 0 ? 100 : (100 * dead) / (dead + lives);
  const notes = [
    `${dead} of ${results.length} killed`,
    of('timed out') > 0 && `${of('timed out')} by time`,
    reasons > 0 && `${reasons} explained`,
    lives > 0 && `${lives} survived`,
  ].filter((note) => note !== false);
  console.log(`  ${score.toFixed(0).padStart(3)} %  ${name}: ${notes.join(', ')}`);
}

function printSurvivors(results: readonly Tried[]): void {
  for (const { place, mutant, before, after, outcome, reason } of results) {
    if ((outcome !== 'survived' && outcome !== 'uncovered') || reason !== undefined) continue;
    console.log(`    ${place}  ${mutant.change}${outcome === 'uncovered' ? ' (no test runs it)' : ''}`);
    console.log(`    - ${before.trim()}\n    + ${after.trim()}`);
  }
}

/** As `map`, at most `jobs` at once. */
async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, worker: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (_: unknown, n: number) => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!, n);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  console.error(`--${name} is ${JSON.stringify(text)}; give a whole number from 1 to 999999`);
  process.exit(1);
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

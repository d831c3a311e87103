/**
 * `npm test [FILTER…]`: the unit tests over the sources, a package in one process (a process per file costs 30 times as
 * much), then the tests that start real processes, a file in one process. Two processes at once on two cores or more; a
 * file that measures times has both. A filter is a piece of a path. `npm run soak` runs `*.soak.ts` instead.
 */
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './sources.ts';
import { type Batch, processBatches, unitBatches } from './test/batches.ts';
import { failureLines, type Outcome, summary } from './test/outcome.ts';
import { runBatch } from './test/run-batch.ts';

const soak = process.argv[2] === '--soak';
const filters = process.argv.slice(soak ? 3 : 2);
const groups = soak
  ? [{ title: 'soak', batches: processBatches(find('soak')).map((batch) => ({ ...batch, alone: true })) }]
  : [
      { title: 'unit tests', batches: unitBatches(find('test')) },
      { title: 'process tests', batches: processBatches(find('process')) },
    ];

let failed = false;
for (const { title, batches } of groups) {
  if (batches.length === 0) continue;
  console.log(`${title}: ${batches.flatMap(({ files }) => files).length} files`);
  const started = performance.now();
  const together = await runAll(
    batches.filter(({ alone }) => !alone),
    Math.min(2, availableParallelism()),
  );
  const alone = await runAll(
    batches.filter((batch) => batch.alone),
    1,
  );
  const seconds = (performance.now() - started) / 1000;
  for (const line of summary([...together, ...alone], { seconds, root })) console.log(line);
}
if (groups.every(({ batches }) => batches.length === 0)) {
  console.error(`no test file matches ${filters.join(' and ')}`);
  failed = true;
}
process.exitCode = failed ? 1 : 0;

function find(ending: string): { path: string; text: string }[] {
  const folders = ['packages/*/test', 'bench', 'examples', 'scripts'];
  const patterns = folders.map((folder) => `${folder}/**/*.${ending}.ts`);
  return globSync(patterns, { cwd: root })
    .filter((path) => filters.every((filter) => path.includes(filter)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Runs batches in their order, `atOnce` at a time, and prints what fails where it does. */
async function runAll(batches: readonly Batch[], atOnce: number): Promise<Outcome[]> {
  const waiting = [...batches];
  const all: Outcome[] = [];
  const work = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const result = await runBatch(batch);
      process.stdout.write(result.printed);
      for (const one of result.outcomes)
        if (one.kind === 'failed') console.log(failureLines(one, root).join('\n'));
      all.push(...result.outcomes);
      failed ||= result.failed;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return all;
}

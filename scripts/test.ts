/**
 * `npm test [FILTER…]`: the unit tests in one process over the sources (a process per file costs 30 times as much),
 * then the tests that start real processes, one file at a time, so that two cores can keep their clocks.
 * A filter is a piece of a path. `npm run soak` runs `*.soak.ts` instead.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.ts';

const [mode, ...filters] =
  process.argv[2] === '--soak' ? ['soak', ...process.argv.slice(3)] : ['test', ...process.argv.slice(2)];
const find = (ending: string) =>
  globSync(
    [
      `packages/*/test/**/*.${ending}.ts`,
      `bench/**/*.${ending}.ts`,
      `examples/**/*.${ending}.ts`,
      `scripts/**/*.${ending}.ts`,
    ],
    { cwd: root },
  )
    .filter((path) => filters.every((filter) => path.includes(filter)))
    .sort();

const shared = ['--conditions=source', '--test', `--test-reporter=${join(root, 'scripts/reporter.ts')}`];
const groups =
  mode === 'soak'
    ? [{ title: 'soak', files: find('soak'), flags: ['--test-concurrency=1'] }]
    : [
        { title: 'unit tests', files: find('test'), flags: ['--test-isolation=none'] },
        { title: 'process tests', files: find('process'), flags: ['--test-concurrency=1'] },
      ];

let failed = false;
for (const { title, files, flags } of groups) {
  if (files.length === 0) continue;
  console.log(`${title}: ${files.length} files`);
  const { status } = spawnSync(process.execPath, [...shared, ...flags, ...files], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
if (groups.every((group) => group.files.length === 0)) {
  console.error(`no test file matches ${filters.join(' and ')}`);
  failed = true;
}
process.exitCode = failed ? 1 : 0;

/** `npm run check`: types, format and lint, import directions, dead exports, generated documents. */
import { spawnSync } from 'node:child_process';
import { checkExports } from './check-exports.ts';
import { checkImports } from './check-imports.ts';
import { readSources, root } from './sources.ts';

interface Step {
  readonly name: string;
  run(): string[];
}

const sources = readSources();
const steps: readonly Step[] = [
  { name: 'types', run: () => command('tsc', ['-b']) },
  { name: 'types of tests', run: () => command('tsc', ['-p', 'tsconfig.test.json']) },
  {
    name: 'format and lint',
    run: () => command('biome', ['ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=20', '.']),
  },
  { name: 'import directions', run: () => checkImports(sources) },
  { name: 'dead exports', run: () => checkExports(sources) },
  {
    name: 'generated documents',
    run: () => command('node', ['--conditions=source', 'scripts/docs.ts', '--check']),
  },
];

let failed = false;
for (const step of steps) {
  const faults = step.run();
  failed ||= faults.length > 0;
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${step.name}`);
  for (const fault of faults) console.log(`     ${fault}`);
}
process.exitCode = failed ? 1 : 0;

function command(name: string, args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(name, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? [] : `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n');
}

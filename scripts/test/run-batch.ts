import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../sources.ts';
import type { Batch } from './batches.ts';
import type { Outcome } from './outcome.ts';

interface BatchResult {
  readonly outcomes: readonly Outcome[];
  /** What the tests printed. */
  readonly printed: string;
  readonly failed: boolean;
}

const REPORTER = join(root, 'scripts/test/reporter.ts');
/** Programs that tests start find their modules compiled: half a second a program. */
const COMPILED = join(root, 'node_modules/.cache/slotbench-compiled');

/** Runs a batch over the sources, in one process. */
export async function runBatch({ files }: Batch): Promise<BatchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-test-'));
  const report = join(dir, 'outcomes');
  try {
    const { ended, printed } = await run([
      '--conditions=source',
      '--test',
      '--test-isolation=none',
      `--test-reporter=${REPORTER}`,
      `--test-reporter-destination=${report}`,
      ...files,
    ]);
    const outcomes = readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Outcome => JSON.parse(line));
    const told = outcomes.some(({ kind }) => kind === 'failed');
    const ending: Outcome[] = ended === 0 || told ? [] : [brokenOff(files, ended)];
    return { outcomes: [...outcomes, ...ending], printed, failed: ended !== 0 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The process ended without naming a test: a file that cannot be loaded, or a crash. */
function brokenOff(files: readonly string[], ended: number | string): Outcome {
  const name = files.length === 1 ? files[0]! : `${files[0]} and ${files.length - 1} more`;
  return { kind: 'failed', name, ms: 0, nested: false, text: `the process ended with ${ended}` };
}

function run(args: readonly string[]): Promise<{ ended: number | string; printed: string }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ ended: code ?? signal ?? 1, printed }));
  });
}

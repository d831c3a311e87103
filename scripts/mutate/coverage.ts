import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../sources.ts';

/** What one test file reaches. */
export interface Reach {
  readonly test: string;
  readonly ms: number;
  /** Source path → ranges with how often each ran; the innermost range around a place tells of it. */
  readonly ranges: ReadonlyMap<string, readonly Range[]>;
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface V8Coverage {
  readonly result: readonly { url: string; functions: readonly { ranges: readonly Range[] }[] }[];
}

/** Runs one test file with V8's block coverage. Undefined if it fails: it would seem to kill every mutant. */
export async function reachOf(test: string, sources: readonly string[]): Promise<Reach | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-coverage-'));
  try {
    const started = performance.now();
    const status = await run(test, folder);
    if (status !== 0) return undefined;
    const ms = performance.now() - started;
    const paths = new Map(sources.map((path) => [pathToFileURL(join(root, path)).href, path]));
    const ranges = new Map<string, Range[]>();
    for (const name of readdirSync(folder)) {
      const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as V8Coverage;
      for (const { url, functions } of result) {
        const path = paths.get(url);
        if (path === undefined) continue;
        const own = functions.flatMap((f) => f.ranges);
        ranges.set(path, [...(ranges.get(path) ?? []), ...own]);
      }
    }
    return { test, ms, ranges };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the test ran the code at this offset. */
export function reaches({ ranges }: Reach, path: string, offset: number): boolean {
  let innermost: Range | undefined;
  for (const range of ranges.get(path) ?? []) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    const size = range.endOffset - range.startOffset;
    if (innermost === undefined || size < innermost.endOffset - innermost.startOffset) innermost = range;
    else if (size === innermost.endOffset - innermost.startOffset && range.count > innermost.count)
      innermost = range;
  }
  return innermost !== undefined && innermost.count > 0;
}

function run(test: string, folder: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--conditions=source', test], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, NODE_V8_COVERAGE: folder },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

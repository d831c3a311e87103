import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Results } from '@slotbench/analysis';

const main = join(import.meta.dirname, '../src/main.ts');

/** A run of `quick` with an observer in it, in `dir`. */
export async function observedRun(
  dir: string,
  options: readonly string[],
): Promise<{ results: Results; runDir: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', main, 'run', 'quick', '--observe', '--json', ...options],
    { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0, err);
  const last = JSON.parse(out.trimEnd().split('\n').at(-1)!);
  assert.equal(last.status, 'complete', last.reason);
  return { results: JSON.parse(readFileSync(last.results, 'utf8')), runDir: dirname(dirname(last.results)) };
}

export function meanOf(results: Results, id: string): number {
  const value = results.metrics.find((metric) => metric.id === id)?.value;
  assert.ok(value, `${id} has no sample`);
  return value.mean;
}

/** What the observer saw against what the embedded nodes log of themselves. */
export function assertAgreement(results: Results): void {
  const { outside } = results;
  assert.ok(outside !== undefined && outside.blocks > 0);
  assert.equal(outside.gaps.length, outside.nodes.length);
  for (const gap of outside.gaps) {
    assert.equal(gap.loggedLate, 0, `${gap.host}: least ${gap.min} s, clocks to ${gap.clockError} s`);
    // Between the log and the observer lie the node's own way out, the network and the observer's scheduling.
    assert.ok(gap.median < 0.1, `${gap.host}: median ${gap.median} s`);
  }
  for (const node of outside.nodes) {
    assert.equal(node.late, 0);
    assert.ok(node.headers >= outside.blocks);
    assert.deepEqual(
      node.ends.filter(({ reason }) => reason !== 'closed' && reason !== 'unreachable'),
      [],
    );
  }
  const near = (outside: string, own: string, share: number, atLeast: number) => {
    const [seen, told] = [meanOf(results, outside), meanOf(results, own)];
    assert.ok(Math.abs(seen - told) <= Math.max(share * told, atLeast), `${outside} ${seen}, ${own} ${told}`);
  };
  near('outsideRss', 'rss', 0.1, 5);
  near('outsideCpu', 'cpu', 0.3, 3);
}

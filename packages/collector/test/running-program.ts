import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(import.meta.resolve('@slotbench/collector/program'));

export interface Running {
  readonly child: ChildProcess;
  readonly out: { text: string };
  readonly err: { text: string };
  readonly exit: Promise<number | null>;
}

export interface RunningPrograms {
  /** The working directory of the programs, new for each test. */
  readonly root: string;
  /** Starts `path` (the collector, or a link to it) from the sources; it is killed after the test. */
  start(args: readonly string[], o?: { path?: string; stdio?: ('ignore' | 'pipe')[] }): Running;
}

export function usePrograms(): RunningPrograms {
  let root = '';
  const children: ChildProcess[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'slotbench-collector-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });
  return {
    get root() {
      return root;
    },
    start(args, { path = program, stdio = [] } = {}) {
      const child = spawn(process.execPath, ['--conditions=source', path, ...args], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe', ...stdio],
      });
      children.push(child);
      const [out, err] = [{ text: '' }, { text: '' }];
      child.stdout!.on('data', (piece) => {
        out.text += piece;
      });
      child.stderr!.on('data', (piece) => {
        err.text += piece;
      });
      return { child, out, err, exit: new Promise((resolve) => child.on('close', resolve)) };
    },
  };
}

export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let n = 0; !condition(); n++) {
    if (n > 750) assert.fail(`not within 15 s: ${what}`);
    await sleep(20);
  }
}

/** The self-traces that a program has printed so far. */
export function tracesOf({ out }: Running): { ns: string; sev: string; data: Record<string, unknown> }[] {
  return out.text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

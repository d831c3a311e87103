import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../sources.ts';
import type { Reach } from './coverage.ts';
import type { Trial } from './trial-process.ts';

/** What became of a mutant; `uncovered`: no test runs its place. */
export type Outcome = 'killed' | 'timed out' | 'survived' | 'uncovered';

/** Modules that were loaded stay in memory: a process is replaced after so many mutants. */
const TRIALS_PER_PROCESS = 60;

/** One process that tries mutants; it is replaced when it is full, late or gone. */
export interface Trials {
  /** Runs the tests that reach a mutant, the quick ones first. */
  try(path: string, text: string, reached: readonly Reach[]): Promise<Outcome>;
  close(): void;
}

export function startTrials(): Trials {
  let child: ChildProcess | undefined;
  let count = 0;
  const close = () => {
    child?.removeAllListeners();
    child?.kill('SIGKILL');
    child = undefined;
  };
  return {
    close,
    async try(path, text, reached) {
      if (reached.length === 0) return 'uncovered';
      if (count++ % TRIALS_PER_PROCESS === 0) close();
      child ??= start();
      const outcome = await ask(child, asTrial(path, text, reached), limitMsOf(reached));
      if (outcome === 'timed out' || child.exitCode !== null || child.signalCode !== null) close();
      return outcome;
    },
  };
}

function start(): ChildProcess {
  return fork(join(import.meta.dirname, 'trial-process.ts'), {
    cwd: root,
    // A mutant of an allocation must not take the machine's memory.
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning', '--max-old-space-size=1500'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function asTrial(path: string, text: string, reached: readonly Reach[]): Trial {
  const url = (file: string) => pathToFileURL(join(root, file)).href;
  return {
    of: url(path),
    text,
    within: url(`${path.split('/').slice(0, 2).join('/')}/`),
    tests: reached.toSorted((a, b) => a.ms - b.ms).map(({ test }) => url(test)),
  };
}

/** Other work on the machine makes a run several times as long as the one that was measured; a loop has no end. */
function limitMsOf(reached: readonly Reach[]): number {
  return 10_000 + 3 * reached.reduce((sum, { ms }) => sum + ms, 0);
}

/** A process that ends, by a mutant's doing, has noticed it. */
function ask(child: ChildProcess, asked: Trial, limitMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(outcome);
    };
    const timer = setTimeout(() => end('timed out'), limitMs);
    child.once('message', (answer: { survived: boolean }) => end(answer.survived ? 'survived' : 'killed'));
    child.once('error', () => end('killed'));
    child.once('exit', () => end('killed'));
    child.send(asked);
  });
}

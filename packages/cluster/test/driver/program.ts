import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of a test, in a folder of its own that also has what it says. */
export interface TestProgram {
  readonly folder: string;
  /** Its standard output so far. */
  log(): string;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  goOn(): void;
  stop(): Promise<void>;
  /** Waits until `condition` holds; fails with the last lines of the program after `seconds`. */
  until(what: string, condition: (log: string) => boolean, seconds?: number): Promise<void>;
}

export function startProgram(o: {
  folder: string;
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Text by path, written before it starts. */
  files?: ReadonlyMap<string, string>;
}): TestProgram {
  mkdirSync(o.folder, { recursive: true });
  for (const [path, text] of o.files ?? []) {
    mkdirSync(dirname(join(o.folder, path)), { recursive: true });
    writeFileSync(join(o.folder, path), text);
  }
  const files = ['stdout', 'stderr'].map((name) => join(o.folder, name));
  const [out, err] = files.map((path) => openSync(path, 'w'));
  const child = spawn(o.argv[0]!, o.argv.slice(1), {
    cwd: o.folder,
    env: { ...process.env, ...o.env },
    stdio: ['ignore', out!, err!, 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (const file of [out!, err!]) closeSync(file); // the program has its own
  const log = () => readFileSync(files[0]!, 'utf8');
  return {
    folder: o.folder,
    log,
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      (child.stdio[3] as { destroy?: () => void }).destroy?.();
      child.kill('SIGTERM');
      await ended;
    },
    async until(what, condition, seconds = 40) {
      const deadline = performance.now() + seconds * 1000;
      while (!condition(log())) {
        if (performance.now() > deadline) {
          const last = files.map((path) => readFileSync(path, 'utf8').split('\n').slice(-12).join('\n'));
          throw new Error(
            `${seconds} s passed: ${what}\n${last.map((text) => text.slice(-3000)).join('\n')}`,
          );
        }
        await sleep(100);
      }
    },
  };
}

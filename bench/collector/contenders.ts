import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Order } from './source.ts';

/** A process that the load goes through. */
export interface Contender {
  readonly process: ChildProcess;
  readonly folder: string;
  open(source: Source, connections: number, perReply: number): Promise<void>;
  /** Throws unless that many objects have arrived, whole. */
  check(objects: number): void;
}

export type Source = (order: Order) => Promise<number>;

/** The collector runs as users have it: compiled. */
export function build(): void {
  const compiler = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const built = spawnSync(process.execPath, [compiler, '-b', 'packages/collector'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the collector does not compile: ${built.stdout}${built.stderr}`);
}

export function startSource(children: ChildProcess[]): Source {
  const child = fork(fileURLToPath(new URL('./source.ts', import.meta.url)), {
    execArgv: ['--conditions=source'],
  });
  children.push(child);
  return (order) =>
    new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error('the load source ended')));
      child.once('message', ({ done }: { done: number }) => {
        child.removeAllListeners('exit');
        resolve(done);
      });
      child.send(order);
    });
}

export async function startCopy(
  mode: 'plain' | 'synchronous',
  folder: string,
  children: ChildProcess[],
): Promise<Contender> {
  const path = `${folder}.socket`;
  mkdirSync(folder);
  const child = fork(fileURLToPath(new URL('./copy.js', import.meta.url)), [mode, path, folder], {
    execArgv: [],
  });
  children.push(child);
  await new Promise((resolve) => child.once('message', resolve));
  let firstFile = 0;
  return {
    process: child,
    folder,
    async open(source, connections, perReply) {
      await source({ kind: 'open', to: 'copy', path, folder, firstFile, connections, perReply });
      firstFile += connections;
    },
    check: () => {}, // the source waits for the last byte
  };
}

export async function startCollector(
  folder: string,
  perReply: number,
  children: ChildProcess[],
): Promise<Contender> {
  const path = `${folder}.socket`;
  const config = `${folder}.json`;
  const logRoot = join(folder, 'logs');
  mkdirSync(logRoot, { recursive: true });
  writeFileSync(
    config,
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: path },
      loRequestNum: perReply,
      logging: [{ logRoot, logMode: 'FileMode', logFormat: 'ForMachine' }],
      rotation: { rpFrequencySecs: 60, rpLogLimitBytes: 1e9, rpKeepFilesNum: 10 },
      hasPrometheus: { epHost: '127.0.0.1', epPort: 0 },
    }),
  );
  const program = fileURLToPath(
    new URL('../../packages/collector/bin/slotbench-collector.js', import.meta.url),
  );
  const child = spawn(process.execPath, [program, '-c', config], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let out = '';
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  while (!out.includes('StartedAcceptors')) {
    if (child.exitCode !== null) throw new Error(`the collector ended: ${out}`);
    await sleep(10);
  }
  return {
    process: child,
    folder: logRoot,
    async open(source, connections, perReply) {
      await source({ kind: 'open', to: 'collector', path, connections, perReply });
    },
    check(objects) {
      const lines = linesUnder(logRoot);
      if (lines !== objects) throw new Error(`${lines} lines of ${objects}`);
    },
  };
}

export async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

function linesUnder(logRoot: string): number {
  let lines = 0;
  for (const name of readdirSync(logRoot, { recursive: true, encoding: 'utf8' }))
    if (/node-[^/]*T[^/]*\.json$/.test(name)) {
      const bytes = readFileSync(join(logRoot, name));
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
    }
  return lines;
}

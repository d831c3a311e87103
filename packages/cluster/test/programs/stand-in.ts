/**
 * A program that keeps the process contract of collector, node and generator and nothing else: it opens the socket and the
 * port that its command line names, ends on SIGTERM or at the end of its --shutdown-ipc pipe, and misbehaves as told.
 * `run.ts` beside it writes the small file that names the behaviours.
 */

import { spawn } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { parseArgs } from 'node:util';

/** By program name; the empty behaviour runs until it is stopped. */
export interface Behaviour {
  readonly exitAfterMs?: number;
  readonly exitCode?: number;
  readonly stderr?: string;
  readonly deaf?: boolean;
  /** Never opens its socket. */
  readonly unready?: boolean;
  /** Starts a process of its own that would outlive it. */
  readonly child?: boolean;
}

export function standIn(behaviours: Readonly<Record<string, Behaviour>>): void {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: {
      port: { type: 'string' },
      'socket-path': { type: 'string' },
      'shutdown-ipc': { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const name = programName(values, positionals);
  const behaviour = behaviours[name] ?? {};
  const end = (why: string) => {
    if (behaviour.deaf === true) return;
    writeSync(1, `${name} ends: ${why}\n`);
    process.exit(0);
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  const pipe = new Socket({ fd: Number(values['shutdown-ipc']), readable: true, writable: false });
  pipe.on('close', () => end('parent gone')).resume();

  if (behaviour.child === true)
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300_000)'], { stdio: 'ignore' }).unref();
  if (behaviour.unready !== true) {
    const socket = socketPath(name, values);
    if (socket !== undefined) createServer().listen(socket);
    if (typeof values.port === 'string') createServer().listen(Number(values.port), '127.0.0.1');
    const prometheus = name === 'tracer' ? collectorConfig().hasPrometheus : undefined;
    if (prometheus !== undefined) createServer().listen(prometheus.epPort, '127.0.0.1');
  }
  if (behaviour.exitAfterMs !== undefined)
    setTimeout(() => {
      if (behaviour.stderr !== undefined) writeSync(2, `${behaviour.stderr}\n`);
      process.exit(behaviour.exitCode ?? 0);
    }, behaviour.exitAfterMs);
}

type Values = { readonly [option: string]: string | boolean | undefined };

function programName(values: Values, positionals: readonly string[]): string {
  if (positionals[0] === 'run') return /([^/]+)\.socket$/.exec(String(values['socket-path']))![1]!;
  return positionals.includes('run-script.json') ? 'generator' : 'tracer';
}

function socketPath(name: string, values: Values): string | undefined {
  if (name === 'tracer') return collectorConfig().network.contents;
  return typeof values['socket-path'] === 'string' ? values['socket-path'] : undefined;
}

function collectorConfig(): { network: { contents: string }; hasPrometheus?: { epPort: number } } {
  return JSON.parse(readFileSync('config.json', 'utf8'));
}

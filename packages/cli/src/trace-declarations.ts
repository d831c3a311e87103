import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TraceDeclarations } from '@slotbench/tracing';
import { CliError } from './errors.ts';

const programs = ['@slotbench/node/program', '@slotbench/generator/program', '@slotbench/collector/program'];

/** What the programs can trace, as they say themselves. */
export function askTraceDeclarations(): Promise<TraceDeclarations[]> {
  return Promise.all(programs.map(ask));
}

async function ask(program: string): Promise<TraceDeclarations> {
  const path = fileURLToPath(import.meta.resolve(program));
  const conditions = process.execArgv.filter((argument) => argument.startsWith('--conditions='));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...conditions, path, '--trace-documentation'],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout);
  } catch (cause) {
    throw new CliError({
      exit: 'internal',
      message: `${basename(path)} --trace-documentation: ${(cause as Error).message}`,
      cause,
    });
  }
}

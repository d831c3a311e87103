import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ProgramCommand } from './command.ts';

/**
 * Runs a program of its own with this terminal and passes signals on; resolves never, because this process
 * ends with the program's own exit code.
 */
export async function runProgramCommand(command: ProgramCommand, args: readonly string[]): Promise<never> {
  const path = fileURLToPath(import.meta.resolve(command.program));
  const conditions = process.execArgv.filter((argument) => argument.startsWith('--conditions='));
  const child = spawn(process.execPath, [...conditions, path, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      process.exit(code ?? 128 + (signal === null ? 1 : constants.signals[signal])),
    );
  });
}

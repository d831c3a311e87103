import { spawn } from 'node:child_process';

/** A journald that hangs holds up `logger` for ever. */
const LOGGER_MS = 5_000;

/**
 * Writes one entry with fields through `logger --journald` (util-linux): a process for each entry, some milliseconds, so
 * for nodes that log little. Rejects if the program is not there or fails.
 */
export function writeWithLogger(program: string, fields: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--journald'], { stdio: ['pipe', 'ignore', 'pipe'], timeout: LOGGER_MS });
    let complaint = '';
    child.stderr.on('data', (piece) => {
      if (complaint.length < 1000) complaint += piece;
    });
    child.stdin.on('error', () => {}); // the exit code tells
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} --journald ended with ${code ?? signal}: ${complaint.trim()}`));
    });
    child.stdin.end(fields);
  });
}

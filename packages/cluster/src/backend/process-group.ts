import { spawn } from 'node:child_process';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { ProgramPlan } from '../program.ts';
import type { ExitStatus } from '../scenario/verdict.ts';
import type { RunningProgram } from './backend.ts';

/**
 * Starts a program in `folder` as leader of its own process group, so that Ctrl-C on the terminal does not reach it and a
 * signal reaches all that it starts. stdout and stderr go to files of these names; `exit_code` is empty while it runs.
 * Descriptor 3 (`SHUTDOWN_IPC_FD`) is a pipe that ends when this process does, however it ends.
 */
export async function startProcessGroup(plan: ProgramPlan, folder: string): Promise<RunningProgram> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'exit_code'), '');
  const stdout = await open(join(folder, 'stdout'), 'a');
  const stderr = await open(join(folder, 'stderr'), 'a');
  try {
    const [command, ...args] = plan.argv;
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...plan.env },
      detached: true,
      stdio: ['ignore', stdout.fd, stderr.fd, 'pipe'],
    });
    const pid = child.pid;
    // Both are waited for: `error` comes instead of `exit` if there is no such command.
    let ended: ExitStatus | undefined;
    const exited = new Promise<ExitStatus>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', () => {
        if (child.pid === undefined) resolve({ code: 127, signal: null }); // as a shell says it
      });
    }).then(async (status) => {
      ended = status;
      if (pid !== undefined) signalGroup(pid, 'SIGKILL'); // what it started must not outlive it
      await writeExitCode(folder, status);
      return status;
    });
    return {
      plan,
      pid: pid ?? 0,
      exited,
      status: () => ended,
      signal(name) {
        if (pid !== undefined && ended === undefined) signalGroup(pid, name);
      },
    };
  } finally {
    await stdout.close();
    await stderr.close();
  }
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // ESRCH: gone. EPERM: only zombies are left (macOS).
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A shell's convention: 128 and the number of the signal. Replaced in one step: a reader sees nothing or all. */
async function writeExitCode(folder: string, { code, signal }: ExitStatus): Promise<void> {
  const value = code ?? 128 + constants.signals[signal as NodeJS.Signals];
  const path = join(folder, 'exit_code');
  await writeFile(`${path}.tmp`, `${value}\n`);
  await rename(`${path}.tmp`, path);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProgram } from '../backend/backend.ts';
import { stopOrder } from './order.ts';

/** SIGTERM to a group of programs, SIGKILL to what is left after the patience, then the next group. */
export async function stopPrograms(started: readonly RunningProgram[], patienceMs: number): Promise<void> {
  for (const group of stopOrder(started.map((program) => ({ role: program.plan.role, program })))) {
    const programs = group.map(({ program }) => program);
    for (const program of programs) program.signal('SIGTERM');
    const all = Promise.all(programs.map(({ exited }) => exited));
    const patience = new AbortController();
    await Promise.race([
      all,
      sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    for (const program of programs) program.signal('SIGKILL');
    await all;
  }
}

/**
 * When a run with load is over, and whether it reached its end: a pure step from what happened to a verdict.
 * Source: the workbench's scenario fixed-loaded and its stop conditions.
 */
import type { ProgramRole } from '../program.ts';

/** How a process ended: by itself with a code, or by a signal. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: string | null;
}

/** As the signal of a status: nobody could ask what became of it. */
export const UNHEARD = 'unheard';

export type RunEvent =
  | {
      readonly kind: 'exit';
      readonly program: string;
      readonly role: ProgramRole;
      readonly status: ExitStatus;
    }
  | {
      readonly kind: 'not-ready';
      readonly program: string;
      readonly patienceSeconds: number;
      readonly missing: string;
    }
  | { readonly kind: 'time-limit'; readonly seconds: number }
  | { readonly kind: 'abort'; readonly reason: string };

/** What the run waits for. `goal` is what ends the nodes by themselves; without one the time limit is the planned end. */
export interface RunState {
  readonly producersLeft: ReadonlySet<string>;
  readonly goal: string | undefined;
}

export type Verdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'incomplete'; readonly reason: string };

/** The state after an event, or the verdict that ends the run. */
export function step(state: RunState, event: RunEvent): RunState | Verdict {
  switch (event.kind) {
    case 'abort':
      return { kind: 'incomplete', reason: event.reason };
    case 'not-ready':
      return {
        kind: 'incomplete',
        reason: `${event.program} was not ready after ${event.patienceSeconds} s: ${event.missing} is missing`,
      };
    case 'time-limit':
      if (state.goal === undefined) return { kind: 'complete' };
      return {
        kind: 'incomplete',
        reason: `the time limit of ${event.seconds} s after slot 0 passed before ${[...state.producersLeft].join(', ')} reached ${state.goal}`,
      };
    case 'exit':
      return afterExit(state, event);
  }
}

export function isVerdict(result: RunState | Verdict): result is Verdict {
  return 'kind' in result;
}

/** `node-2 ended with exit code 65`, `node-2 was killed by SIGKILL`. */
export function describeExit(program: string, { code, signal }: ExitStatus): string {
  if (signal === UNHEARD) return `${program} was not heard of any more`;
  return signal === null ? `${program} ended with exit code ${code}` : `${program} was killed by ${signal}`;
}

function afterExit(state: RunState, event: RunEvent & { kind: 'exit' }): RunState | Verdict {
  const { program, role, status } = event;
  if (status.code !== 0) return { kind: 'incomplete', reason: describeExit(program, status) };
  if (role === 'generator') return state; // all transactions are sent; the nodes go on to their goal
  if (role === 'tracer' || role === 'observer')
    return { kind: 'incomplete', reason: `${program} ended before the nodes did` };
  if (!state.producersLeft.has(program)) return state;
  if (state.goal === undefined)
    return { kind: 'incomplete', reason: `${program} ended by itself without a reason to` };
  const producersLeft = new Set(state.producersLeft);
  producersLeft.delete(program);
  return producersLeft.size === 0 ? { kind: 'complete' } : { ...state, producersLeft };
}

import { pause } from '@slotbench/tracing';
import type { Clock } from './slot-clock.ts';

/** A wall clock that was stepped by more than this is followed. */
const STEP_MS = 50;

/** The system's clock with sub-millisecond resolution, read as the traces' time stamps are. */
export function systemClock(): Clock {
  let originMs = performance.timeOrigin;
  return {
    nowMs() {
      const nowMs = originMs + performance.now();
      const stepMs = Date.now() - nowMs;
      if (Math.abs(stepMs) < STEP_MS) return nowMs;
      originMs += stepMs;
      return nowMs + stepMs;
    },
    sleep: pause,
  };
}

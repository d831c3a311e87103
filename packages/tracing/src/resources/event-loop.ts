import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** Since the last reading. */
export interface LoopReading {
  /** How much later than asked for the event loop came to a timer, ms. */
  readonly lagMeanMs: number;
  readonly lagMaxMs: number;
  /** The part of the time, 0 to 1, in which it did not wait for something to happen. */
  readonly busy: number;
}

export interface LoopWatch {
  read(): LoopReading;
  stop(): void;
}

/** A timer every so many ms: 50 wake-ups a second cost some 0.3 ms of CPU time. */
const RESOLUTION_MS = 20;

/** Watches the event loop. Node's histogram has the whole time between two of its timers: the period is taken off. */
export function watchEventLoop(): LoopWatch {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let before = performance.eventLoopUtilization();
  const lag = (ns: number): number => (delays.count === 0 ? 0 : Math.max(0, ns / 1e6 - RESOLUTION_MS));
  return {
    read() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      const reading = { lagMeanMs: lag(delays.mean), lagMaxMs: lag(delays.max), busy: utilization };
      delays.reset();
      return reading;
    },
    stop() {
      delays.disable();
    },
  };
}

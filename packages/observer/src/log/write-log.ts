import type { Writable } from 'node:stream';
import type { LogHead, Observation } from './observation.ts';

/** Bytes that may wait for whoever reads the log; what comes then is counted and not written. */
const MAX_WAITING_BYTES = 8 << 20;
/** Lines are put together for so long: one write a quarter second instead of one a line. */
const FLUSH_MS = 250;

export interface ObservationLog {
  write(observation: Observation): void;
  readonly lostLines: number;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** Writes observations as JSON lines to `output`, which it does not end. `onError` is called once, when writing fails. */
export function writeLog(output: Writable, head: LogHead, onError: (error: Error) => void): ObservationLog {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lostLines = 0;
  let failed = false;
  output.on('error', (error) => {
    if (!failed) onError(error);
    failed = true;
  });
  const flush = (): void => {
    timer = undefined;
    if (waiting.length === 0 || failed) return;
    output.write(waiting.join(''));
    waiting = [];
  };
  const write = (observation: Observation): void => {
    if (failed || output.writableLength > MAX_WAITING_BYTES) {
      lostLines++;
      return;
    }
    waiting.push(`${JSON.stringify(observation)}\n`);
    timer ??= setTimeout(flush, FLUSH_MS);
  };
  write(head);
  flush();
  clearTimeout(timer);
  timer = undefined;
  return {
    write,
    get lostLines() {
      return lostLines;
    },
    async close() {
      clearTimeout(timer);
      flush();
      while (!failed && output.writableLength > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

import { writeSync } from 'node:fs';

/** Says something about tracing itself that no trace can carry, on stderr. */
export function complainOnStderr(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads stderr; the counters of losses still tell.
  }
}

/** What the programs of this package share at the edge: the clock of the load and the file of its log. */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GeneratorError } from './errors.ts';
import type { PaceClock } from './schedule.ts';
import type { RandomAccessFile } from './transaction-log.ts';

/** Wall time of the start, advanced by the monotonic clock. */
export const wallClock: PaceClock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  async wait(ms, signal) {
    await sleep(ms, undefined, { signal }).catch(() => {});
  },
};

/** Throws GENERATOR_OUTPUT. */
export async function createResultFile(path: string): Promise<RandomAccessFile> {
  try {
    const file = await open(path, 'w');
    return {
      async write(bytes, position) {
        for (let done = 0; done < bytes.length; )
          done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      },
      close: () => file.close(),
    };
  } catch (cause) {
    const problem = `cannot be written: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_OUTPUT', place: path, problem, cause });
  }
}

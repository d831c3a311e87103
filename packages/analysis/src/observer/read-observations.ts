import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunFacts } from '../read/run-directory.ts';
import { ObservationFold, type Observations } from './observation-fold.ts';

/** What an outside observer left in the run; null where none was. */
export async function readObservations(
  runDir: string,
  { systemStart }: Pick<RunFacts, 'systemStart'>,
  signal: AbortSignal | undefined,
): Promise<Observations | null> {
  const path = join(runDir, 'observer', 'observations.jsonl');
  if (!(await stat(path).catch(() => undefined))?.isFile()) return null;
  const fold = new ObservationFold({
    systemStartMs: systemStart.seconds * 1000 + systemStart.nanoseconds / 1e6,
  });
  const input = createReadStream(path, signal ? { signal } : {});
  for await (const line of createInterface({ input, crlfDelay: Infinity })) fold.line(line);
  return fold.finish();
}

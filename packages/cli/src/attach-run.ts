import type { Io, Values } from './command.ts';
import { CliError } from './errors.ts';
import type { ExitName } from './exit.ts';
import { runsDir } from './places.ts';
import { printFinishedRun } from './print-finished-run.ts';
import { progressLine } from './progress.ts';
import { nomadCredentials } from './run-credentials.ts';
import { statusLine } from './status-line.ts';

/** What says how a run is begun has no meaning for one that was. */
const WITH_ATTACH = new Set(['attach', 'runs', 'json']);

/** Goes on with a run whose process is gone, to its report. */
export async function attachRun(values: Values, io: Io): Promise<ExitName> {
  const other = Object.keys(values).find(
    (name) => !WITH_ATTACH.has(name) && values[name] !== undefined && values[name] !== false,
  );
  if (other !== undefined)
    throw new CliError({
      exit: 'usage',
      message: `run: --attach goes on with a run as it was begun: leave out ${other === 'profile' ? `'${values.profile}'` : `--${other.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`}`,
    });
  const [{ attachBenchmark }, { findRun, openBackend, readMeta }] = await Promise.all([
    import('@slotbench/lab/benchmark'),
    import('@slotbench/cluster'),
  ]);
  const runDir = await findRun(runsDir(values, io), String(values.attach));
  const { backend, timing } = await readMeta(runDir);
  const onNomad = backend.startsWith('nomad-');
  const plannedMs = Math.max(0, timing.earliest_end * 1000 - Date.now());
  const credentials = onNomad
    ? await nomadCredentials({ plannedMs, usesBucket: false }, io)
    : { env: io.env, release: async () => {} };
  const line = statusLine(io.stderr, Date.now);
  try {
    const finished = await attachBenchmark(runDir, {
      backend: openBackend(backend, credentials.env),
      signal: io.signal,
      now: Date.now,
      note: (words) => io.note(`slotbench run: ${words}`),
      onProgress: (progress) => line.show(progressLine(progress, { columns: io.columns, run: 1, runs: 1 })),
    }).finally(() => line.clear());
    await printFinishedRun(finished, values, io);
    return finished.status === 'incomplete' ? 'incomplete' : 'ok';
  } finally {
    await credentials.release();
  }
}

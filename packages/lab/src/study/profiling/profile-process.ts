/**
 * Imported before a program (`node --import`): samples its CPU and its allocations until it ends and leaves both in its folder.
 * `node --cpu-prof --heap-prof` does not do: that one tells of what is still alive at the end, and tracing allocates what dies young.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Bytes between two samples of allocations, on average; V8 takes 32 KiB by default, a node allocates about 100 KiB a block. */
const ALLOCATION_INTERVAL = 8192;

if (isMainThread) {
  const folder = process.cwd();
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  session.post('HeapProfiler.startSampling', {
    samplingInterval: ALLOCATION_INTERVAL,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const write = (name: string) => (error: Error | null, result: { profile: object } | undefined) => {
    // Beside a program that ends there is nobody to tell; who looks for the file says that it is missing.
    if (error === null && result !== undefined)
      writeFileSync(join(folder, name), JSON.stringify(result.profile));
  };
  process.on('exit', () => {
    session.post('Profiler.stop', write('cpu.cpuprofile'));
    session.post('HeapProfiler.stopSampling', write('allocation.heapprofile'));
  });
}

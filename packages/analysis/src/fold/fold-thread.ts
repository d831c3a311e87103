/** What a worker of `fold-hosts.ts` runs: hosts come one at a time, each goes back in columns. */
import { parentPort, workerData } from 'node:worker_threads';
import type { HostLogs } from '../read/find-logs.ts';
import { type FoldRules, foldHost } from './fold-host.ts';
import { toColumns } from './host-columns.ts';

const port = parentPort!;
const rules: FoldRules = workerData;
port.on('message', async (logs: HostLogs) => {
  try {
    const { columns, transfer } = toColumns(await foldHost(logs, rules));
    port.postMessage({ columns }, transfer);
  } catch (error) {
    port.postMessage({ error });
  }
});

import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AnalysisError } from '../errors.ts';
import type { LogSource } from '../results.ts';

/** A host and its log files in the order of their names, which is the order of time; `name` is relative to the run. */
export interface HostLogs {
  readonly host: string;
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

/** Programs that forward traces and are no node of the cluster. */
const NOT_A_NODE = new Set(['generator', 'explorer']);

/**
 * Finds the logs of a run. `wanted` is the source that the run recorded; without it, or where that folder has no logs, the
 * collector's folder is tried, then the nodes' own output, then a bare folder of `node-N/` logs. The host is the directory's name,
 * never the `host` of a line.
 */
export async function findLogs(
  runDir: string,
  wanted: LogSource | undefined,
): Promise<{ source: LogSource; hosts: HostLogs[] }> {
  const tries: LogSource[] =
    wanted === undefined ? ['tracer', 'stdout', 'folder'] : [wanted, 'tracer', 'stdout', 'folder'];
  for (const source of tries) {
    const hosts = await hostsIn(runDir, source);
    if (hosts.length > 0) return { source, hosts };
  }
  throw new AnalysisError('RUN_NO_LOGS', {
    place: runDir,
    expected: 'logs in tracer/NODE/node-*.json or node-N/stdout',
    got: 'none',
  });
}

async function hostsIn(runDir: string, source: LogSource): Promise<HostLogs[]> {
  const root = source === 'tracer' ? join(runDir, 'tracer') : runDir;
  const isLog = source === 'stdout' ? isStdout : source === 'tracer' ? isCollectorLog : isAnyLog;
  const hosts: HostLogs[] = [];
  for (const host of await names(root)) {
    if (NOT_A_NODE.has(host) || (source !== 'tracer' && !/^node-\d+$/.test(host))) continue;
    const files = [];
    for (const name of (await names(join(root, host))).filter(isLog)) {
      const path = join(root, host, name);
      if ((await stat(path)).isFile()) files.push({ path, name: relative(runDir, path) });
    }
    if (files.length > 0) hosts.push({ host, files });
  }
  return hosts;
}

/** `node.json` beside them is the collector's link to the newest. */
function isCollectorLog(name: string): boolean {
  return /^node-\d.*\.json$/.test(name);
}

function isStdout(name: string): boolean {
  return /^stdout/.test(name);
}

function isAnyLog(name: string): boolean {
  return isCollectorLog(name) || isStdout(name) || name.endsWith('.jsonl');
}

/** Names in a directory, numbers in them in numeric order; none where it does not exist. */
async function names(dir: string): Promise<string[]> {
  try {
    const order = new Intl.Collator('en', { numeric: true });
    return (await readdir(dir)).sort((a, b) => order.compare(a, b));
  } catch {
    return [];
  }
}

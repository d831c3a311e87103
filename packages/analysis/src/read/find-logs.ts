import { statSync } from 'node:fs';
import { isForeign } from '../chain/slot-time.ts';
import { AnalysisError } from '../errors.ts';
import type { LogSource } from '../results.ts';
import { type Candidates, type LogCandidate, logCandidates } from './log-candidates.ts';
import { compareNames, timeInName, unpackedName } from './log-names.ts';
import { type LogHead, peekLog } from './peek-log.ts';
import type { Instant } from './timestamp.ts';

/** `name` is relative to the run. */
export interface LogFileAt {
  readonly path: string;
  readonly name: string;
}

/** A host and its log files in the order of time. */
export interface HostLogs {
  readonly host: string;
  readonly files: readonly LogFileAt[];
}

/** A log that is left out of the analysis, and why. */
export interface LeftLog {
  readonly name: string;
  readonly host: string;
  readonly why: 'unreadable' | 'copy' | 'otherRun';
  readonly detail: string;
}

export interface FoundLogs {
  readonly source: LogSource;
  readonly hosts: readonly HostLogs[];
  readonly left: readonly LeftLog[];
}

export interface FindLogsOptions {
  /** The source that the run recorded; it is tried first. */
  readonly logSource: LogSource | undefined;
  readonly systemStart: Instant;
  readonly slotNs: number;
  /** What a file says of itself; default: its beginning is read. */
  readonly peek?: (file: LogFileAt) => Promise<LogHead>;
}

/**
 * Finds the logs of a run: the collector's folder, then the nodes' own output, then a folder of logs in any of its forms, the first
 * of them that holds a trace. The host is the directory's or file's name, never the `host` of a line. Nothing is read twice: of a file
 * and its packed copy the file counts, of a node's output and its own log files the log files do.
 * Rejects with RUN_NO_LOGS, or with RUN_OTHER_NETWORK where no log is of the run's genesis.
 */
export async function findLogs(runDir: string, o: FindLogsOptions): Promise<FoundLogs> {
  const tries = new Set<LogSource>([o.logSource ?? 'tracer', 'tracer', 'stdout', 'folder']);
  const seen: Candidates[] = [];
  let empty: FoundLogs | undefined;
  for (const source of tries) {
    const candidates = logCandidates(runDir, source);
    seen.push(candidates);
    const { hosts, left, traces } = await choose(candidates, o, source);
    const found = { source, hosts, left };
    if (traces > 0 && hosts.length > 0) return found;
    const foreign = left.filter((log) => log.why === 'otherRun');
    if (foreign.length > 0 && hosts.length === 0)
      throw new AnalysisError('RUN_OTHER_NETWORK', {
        place: runDir,
        expected: 'logs of the network of the genesis that lies beside them',
        got: `${foreign.length === 1 ? 'one log' : `${foreign.length} logs`} of another run or network; ${foreign[0]!.name}: ${foreign[0]!.detail}`,
      });
    if (hosts.length > 0 || left.length > 0) empty ??= found;
  }
  if (empty !== undefined && empty.hosts.length > 0) return empty;
  throw new AnalysisError('RUN_NO_LOGS', {
    place: runDir,
    expected: 'logs of nodes in tracer/NODE/node-*.json, node-N/stdout, logs/NODE.jsonl or NODE/*.jsonl',
    got: whatElse(seen, empty?.left ?? []),
  });
}

interface Opened extends LogCandidate {
  readonly head: LogHead;
}

async function choose(
  candidates: Candidates,
  o: FindLogsOptions,
  source: LogSource,
): Promise<{ hosts: HostLogs[]; left: LeftLog[]; traces: number }> {
  const left: LeftLog[] = candidates.closed.map(({ name, why }) => ({
    name,
    host: name,
    why: 'unreadable',
    detail: why,
  }));
  const byHost = new Map<string, Opened[]>();
  const inodes = new Set<string>();
  const plain = new Set(candidates.files.map((file) => file.path));
  for (const file of candidates.files) {
    const leave = (why: LeftLog['why'], detail: string) =>
      void left.push({ name: file.name, host: file.host, why, detail });
    const unpacked = unpackedName(file.path);
    if (unpacked !== file.path && plain.has(unpacked)) {
      leave('copy', 'the same file lies beside it unpacked');
      continue;
    }
    try {
      const status = statSync(file.path);
      if (!status.isFile()) {
        leave('unreadable', 'it is no file');
        continue;
      }
      const inode = `${status.dev}:${status.ino}`;
      if (inodes.has(inode)) {
        leave('copy', 'it is a link to a file that is read already');
        continue;
      }
      const head = await (o.peek?.(file) ?? peekLog(file.path, o));
      inodes.add(inode);
      const late = foreign(head.lateSlots, o.slotNs);
      if (late !== undefined) leave('otherRun', late);
      else byHost.set(file.host, [...(byHost.get(file.host) ?? []), { ...file, head }]);
    } catch (error) {
      leave('unreadable', (error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  let traces = 0;
  const hosts = [...byHost].map(([host, files]): HostLogs => {
    const kinds = source === 'stdout' && o.logSource === 'stdout' ? STDOUT_FIRST : FILES_FIRST;
    const hold = (kind: LogCandidate['kind']) => files.some((f) => f.kind === kind && f.head.traces > 0);
    const kind = kinds.find(hold) ?? kinds.find((each) => files.some((f) => f.kind === each));
    const chosen = files.filter((file) => file.kind === kind).sort(byTime);
    traces += chosen.reduce((sum, { head }) => sum + head.traces, 0);
    return { host, files: chosen.map(({ path, name }) => ({ path, name })) };
  });
  return { hosts: hosts.sort((a, b) => compareNames(a.host, b.host)), left, traces };
}

const FILES_FIRST: readonly LogCandidate['kind'][] = ['rotated', 'whole', 'stdout'];
const STDOUT_FIRST: readonly LogCandidate['kind'][] = ['stdout', 'rotated', 'whole'];

/** By the time in the name, else by the first stamp: rotation numbers files upwards here and downwards there. */
function byTime(a: Opened, b: Opened): number {
  const [nameA, nameB] = [timeInName(last(a.name)), timeInName(last(b.name))];
  if (nameA !== undefined && nameB !== undefined && nameA !== nameB) return nameA < nameB ? -1 : 1;
  const [atA, atB] = [a.head.firstAt, b.head.firstAt];
  if (atA !== undefined && atB !== undefined && atA !== atB) return atA - atB;
  return compareNames(a.name, b.name);
}

function last(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Why a log cannot be of the run; undefined: it may be. */
function foreign(lateSlots: readonly number[], slotNs: number): string | undefined {
  const median = [...lateSlots].sort((a, b) => a - b)[lateSlots.length >> 1];
  if (median === undefined) return undefined;
  if (!isForeign(median, slotNs)) return undefined;
  const seconds = (median * slotNs) / 1e9;
  return `its slots lie ${Math.abs(seconds).toFixed(0)} s ${seconds > 0 ? 'after' : 'before'} their time by the genesis`;
}

function whatElse(seen: readonly Candidates[], left: readonly LeftLog[]): string {
  const unreadable = left.filter((log) => log.why === 'unreadable');
  if (unreadable.length > 0)
    return `only ${unreadable.map(({ name, detail }) => `${name} (${detail})`).join(', ')}`;
  const forPeople = seen.flatMap((each) => each.forPeople)[0];
  if (forPeople !== undefined)
    return `only logs for people (${forPeople}): the collector has to write ForMachine`;
  const notNodes = seen.flatMap((each) => each.notNodes)[0];
  if (notNodes !== undefined) return `only logs of programs that are no node (${notNodes})`;
  return 'none';
}

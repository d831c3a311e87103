import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { anyNode } from '../adapter/any-node.ts';
import { AnalysisError } from '../errors.ts';
import { findLogs, type HostLogs } from '../read/find-logs.ts';
import { LineCutter } from '../read/line-cutter.ts';
import { createLineReader } from '../read/line-reader.ts';
import { readRunFacts } from '../read/run-directory.ts';
import type { Instant } from '../read/timestamp.ts';
import { packingOf, Unpacker } from '../read/unpack.ts';
import type { PropertyVerdict } from '../results.ts';
import { BUILT_IN_PROPERTIES } from './built-in.ts';
import { type Message, PropertyMonitor } from './monitor.ts';
import { type Plan, planProperty } from './plan.ts';
import type { Property } from './property.ts';
import { withProperties } from './property-fold.ts';
import { verdictOf } from './verdict.ts';

export interface CheckOptions {
  /** Default: what is checked of every run. */
  properties?: readonly Property[] | undefined;
  /** What `$NAME` in formulas stands for; `$NODES` are the hosts of the run unless it is named here. */
  context?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
  signal?: AbortSignal;
}

/**
 * Checks properties of the traces of a run, a folder of logs or a single log file, in one pass over all hosts together. Memory is
 * bounded by the horizon of the formulas. Rejects with an AnalysisError.
 */
export async function checkRun(path: string, o: CheckOptions): Promise<PropertyVerdict[]> {
  const { hosts, systemStart } = await logsAt(path);
  const context = { NODES: hosts.map(({ host }) => host), ...o.context };
  const plans = (o.properties ?? BUILT_IN_PROPERTIES).map((property) => planProperty(property, context));
  const { verdicts, isEmpty } = await checkHosts(hosts, plans, systemStart, o.signal);
  // Formulas hold of nothing at all: a wrong file must not look like a sound run.
  if (isEmpty)
    throw new AnalysisError('RUN_NO_LOGS', {
      place: hosts.flatMap(({ files }) => files.map((file) => file.path)).join(', '),
      expected: 'lines of traces',
      got: 'none',
    });
  return verdicts;
}

/** A single file needs no genesis: its times are told from 1970. */
async function logsAt(path: string): Promise<{ hosts: readonly HostLogs[]; systemStart: Instant }> {
  if ((await stat(path).catch(() => undefined))?.isFile()) {
    const host = basename(path).replace(/\..*/, '');
    return {
      hosts: [{ host, files: [{ path, name: basename(path) }] }],
      systemStart: { seconds: 0, nanoseconds: 0 },
    };
  }
  const facts = await readRunFacts(path);
  return { hosts: (await findLogs(path, facts)).hosts, systemStart: facts.systemStart };
}

/** The plans of hosts and of the run, against all lines in the order of their stamps; empty if there was no trace. */
export async function checkHosts(
  hosts: readonly HostLogs[],
  plans: readonly Plan[],
  systemStart: Instant,
  signal?: AbortSignal,
): Promise<{ verdicts: PropertyVerdict[]; isEmpty: boolean }> {
  const monitors = plans.map((plan) =>
    (plan.scope === 'run' ? ['*'] : hosts.map(({ host }) => host)).map((host) => ({
      host,
      monitor: new PropertyMonitor(plan),
    })),
  );
  const concerned = (host: string) =>
    monitors.flatMap((of) =>
      of.filter((one) => one.host === '*' || one.host === host).map((one) => one.monitor),
    );
  const streams = hosts.map((logs) => ({
    monitors: concerned(logs.host),
    batches: batchesOf(logs, plans, systemStart, signal),
    batch: [] as readonly Step[],
    at: 0,
    over: false,
  }));
  let isEmpty = true;
  for (;;) {
    let next: (typeof streams)[number] | undefined;
    for (const stream of streams) {
      while (!stream.over && stream.at >= stream.batch.length) {
        const { value, done } = await stream.batches.next();
        stream.over = done === true;
        stream.batch = value ?? [];
        stream.at = 0;
      }
      if (stream.over) continue;
      if (next === undefined || stream.batch[stream.at]!.at < next.batch[next.at]!.at) next = stream;
    }
    if (next === undefined) break;
    isEmpty = false;
    const { at, message } = next.batch[next.at++]!;
    for (const monitor of next.monitors)
      if (message === undefined) monitor.sawLine(at);
      else monitor.message(message);
  }
  const verdicts = plans.map((plan, i) =>
    verdictOf(
      plan,
      monitors[i]!.map(({ monitor }) => monitor.finish()),
      systemStart,
    ),
  );
  return { verdicts, isEmpty };
}

/** A message that a formula names, or the passing of time. */
interface Step {
  readonly at: number;
  readonly message: Message | undefined;
}

const CHUNK_BYTES = 256 * 1024;
/** Lines that nobody names move the clock at most this often. */
const TICK_NS = 50e6;

/** The lines of one host that formulas name, a chunk of its files at a time. */
async function* batchesOf(
  { host, files }: HostLogs,
  plans: readonly Plan[],
  systemStart: Instant,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Step[], undefined> {
  const read = createLineReader(withProperties(anyNode.interest, plans), systemStart);
  const names = new Set(plans.flatMap((plan) => [...new PropertyMonitor(plan).names]));
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let steps: Step[] = [];
  let ticked = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const file of files) {
    let lineNo = 0;
    const onLine = (bytes: Buffer, start: number, end: number, byte: number) => {
      lineNo++;
      const { at, ns, line } = read(bytes, start, end);
      if (at === undefined) return;
      last = Math.max(last, at);
      const event = line === undefined ? undefined : anyNode.event(line);
      const named = line !== undefined && (names.has(ns) || (event !== undefined && names.has(event.kind)));
      if (!named && at < ticked + TICK_NS) return;
      ticked = at;
      const place = { host, path: file.name, line: lineNo, byte };
      steps.push({ at, message: named ? { at, ns, data: { ...line.data }, event, place } : undefined });
    };
    const cutter = new LineCutter({ onLine, onOversized: () => lineNo++ });
    const handle = await open(file.path, 'r');
    try {
      let unpacker: Unpacker | undefined;
      for (let offset = 0; ; ) {
        signal?.throwIfAborted();
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset);
        if (bytesRead === 0) break;
        const part = chunk.subarray(0, bytesRead);
        if (offset === 0) {
          const packing = packingOf(part);
          if (packing !== 'none') unpacker = new Unpacker(packing, (unpacked) => cutter.push(unpacked));
        }
        offset += bytesRead;
        if (unpacker === undefined) cutter.push(part);
        else if (!(await unpacker.push(part))) break;
        if (steps.length > 0) yield steps;
        steps = [];
      }
      await unpacker?.finish();
      cutter.finish(onLine);
    } finally {
      await handle.close();
    }
  }
  // The time of the last line decides which checks had their time.
  if (last > ticked) steps.push({ at: last, message: undefined });
  yield steps;
}

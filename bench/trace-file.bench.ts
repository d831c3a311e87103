/**
 * Lines a second into a file: the default sink against pino 10 with `destination({ sync: true, minLength: 4096 })`, same
 * fields, same file system, rounds in turn. Owed: three times pino's. Pino is measured twice: with the data flat in the
 * line, which is its fastest form, and with the data as the object that our lines have.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTracing, defineMessage, fdSink, parseTraceConfig } from '@slotbench/tracing';
import pino from 'pino';
import type { BenchResult } from './main.ts';

const ROUNDS = 9;
const LINES = 40_000;

interface Fetched {
  readonly block: string;
  readonly delay: number;
  readonly peer: string;
  readonly size: number;
}

const data = ({ block, delay, peer, size }: Fetched) => ({
  block,
  delay,
  kind: 'CompletedBlockFetch',
  peer,
  size,
});
const completed = defineMessage<Fetched>({
  namespace: 'BlockFetch.Client.CompletedBlockFetch',
  severity: 'Info',
  forMachine: data,
  doc: 'A block has arrived.',
});

/** Distinct values, so that no cache of number texts helps either side. */
const fetched: readonly Fetched[] = Array.from({ length: LINES }, (_, i) => ({
  block: (BigInt(i) * 0x9e3779b97f4a7c15n).toString(16).padStart(64, '0').slice(-64),
  delay: Math.round(1e8 + i * 13_724.3) / 1e9, // a difference of two nanosecond stamps, in seconds
  peer: `127.0.0.1:${30000 + (i % 100)}`,
  size: 1000 + i * 7,
}));

export default async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  try {
    const contenders = {
      ours: () => ours(folder, ['Stdout MachineFormat']),
      flat: () => withPino(folder, (log, one) => log.info(data(one))),
      nested: () => withPino(folder, (log, one) => log.info({ data: data(one) })),
      forward: () => ours(folder, ['Forwarder']),
    };
    const ns: Record<keyof typeof contenders, number[]> = { ours: [], flat: [], nested: [], forward: [] };
    for (let round = -1; round < ROUNDS; round++)
      for (const [name, contender] of Object.entries(contenders)) {
        const taken = await contender();
        if (round >= 0) ns[name as keyof typeof contenders].push(taken); // the first round warms up
      }
    const ratio = (other: readonly number[]) => median(other.map((each, i) => each / ns.ours[i]!));
    return {
      name: 'lines into a file, against pino',
      ratios: {
        'lines/s, ours / pino nested': ratio(ns.nested),
        'lines/s, ours / pino flat': ratio(ns.flat),
      },
      figures: {
        'ours ns a line': median(ns.ours),
        'pino nested ns a line': median(ns.nested),
        'pino flat ns a line': median(ns.flat),
        'forwarded object, rendered at the call, ns': median(ns.forward),
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ns a line with everything written, or (Forwarder) queued and taken in hundreds. */
async function ours(folder: string, backends: string[]): Promise<number> {
  const path = join(folder, 'ours');
  const fd = openSync(path, 'w');
  const config = parseTraceConfig({
    TraceOptions: { '': { severity: 'Info', backends } },
    TraceOptionForwarder: { queueSize: 200 },
  });
  const tracing = createTracing(config, { host: 'bench', thread: '1', stdout: fdSink(fd) });
  const trace = tracing.tracer(completed);
  let taken = 0;
  const begin = process.hrtime.bigint();
  for (let i = 0; i < LINES; i++) {
    trace(fetched[i]!);
    if (i % 100 === 99) taken += tracing.source.takeObjects(100).length;
  }
  await tracing.close();
  const ns = Number(process.hrtime.bigint() - begin) / LINES;
  closeSync(fd);
  const lines = backends[0] === 'Forwarder' ? taken : readFileSync(path, 'utf8').split('\n').length - 1;
  if (lines !== LINES) throw new Error(`${lines} lines of ${LINES}`);
  return ns;
}

async function withPino(folder: string, write: (log: pino.Logger, one: Fetched) => void): Promise<number> {
  const path = join(folder, 'pino');
  const destination = pino.destination({ dest: path, sync: true, minLength: 4096, append: false });
  const log = pino({ base: { thread: '1', host: 'bench' } }, destination).child({ ns: completed.namespace });
  const begin = process.hrtime.bigint();
  for (let i = 0; i < LINES; i++) write(log, fetched[i]!);
  destination.flushSync();
  const ns = Number(process.hrtime.bigint() - begin) / LINES;
  destination.end();
  const lines = readFileSync(path, 'utf8').split('\n').length - 1;
  if (lines !== LINES) throw new Error(`pino: ${lines} lines of ${LINES}`);
  return ns;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/**
 * What does a trace call cost whose message is filtered out? Compared with the call of an empty function in the same
 * round; owed: at most 2 ns more and no allocation.
 */
import { createTracing, defineMessage, parseTraceConfig } from '@slotbench/tracing';
import type { BenchResult } from './main.ts';

const ROUNDS = 15;
const CALLS = 5_000_000;

interface Payload {
  readonly slot: number;
}

const message = defineMessage<Payload>({
  namespace: 'Forge.Loop.NodeIsLeader',
  severity: 'Info',
  forMachine: ({ slot }) => ({ kind: 'TraceNodeIsLeader', slot }),
  doc: 'We lead this slot.',
});

export default async function run(): Promise<BenchResult> {
  const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Warning' } } }));
  const off = tracing.tracer(message);
  if (off.enabled) throw new Error('the trace is not off');
  const empty: (payload: Payload) => void = makeEmpty();
  const payloads = Array.from({ length: 1024 }, (_, slot) => ({ slot }));

  const offNs: number[] = [];
  const emptyNs: number[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    emptyNs.push(timeCalls(empty, payloads));
    const before = process.memoryUsage().heapUsed;
    offNs.push(timeCalls(off, payloads));
    const grown = process.memoryUsage().heapUsed - before;
    // A collection in between makes it negative; reading the memory itself allocates a little.
    if (grown >= 0) bytes = Math.min(bytes, grown / CALLS);
  }
  await tracing.close();
  const [offMedian, emptyMedian] = [median(offNs), median(emptyNs)];
  return {
    name: 'trace off against an empty function',
    ratios: { 'off / empty': median(offNs.map((ns, i) => ns / emptyNs[i]!)) },
    figures: {
      'off ns': offMedian,
      'empty ns': emptyMedian,
      'off minus empty ns': offMedian - emptyMedian,
      'bytes a call': Math.floor(bytes * 100) / 100,
    },
  };
}

/** Made like a tracer is, so that the compiler knows as much about the one as about the other. */
function makeEmpty(): (payload: Payload) => void {
  return () => {};
}

/** ns a call. Called for both subjects: the call site knows of two targets and inlines neither for free. */
function timeCalls(call: (payload: Payload) => void, payloads: readonly Payload[]): number {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < CALLS; i++) call(payloads[i & 1023]!);
  return Number(process.hrtime.bigint() - begin) / CALLS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

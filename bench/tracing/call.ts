import { createTracing, parseTraceConfig, type Tracer } from '@slotbench/tracing';
import { median } from './measure.ts';
import { type Fetched, fetched, judged, payloads } from './subject.ts';

/** What a call costs that writes nothing. */
export interface CallCosts {
  /** More than the call of an empty function: off by its fixed severity; by a severity that depends on the payload. */
  readonly offMinusCallNs: number;
  readonly filteredNs: number;
  readonly emptyNs: number;
  readonly offBytes: number;
}

export async function measureCalls(o: { rounds: number; calls: number }): Promise<CallCosts> {
  const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': { severity: 'Warning' } } }));
  const off = tracing.tracer(fetched);
  const filtered = tracing.tracer(judged);
  if (off.enabled || !filtered.enabled) throw new Error('off is on, or the filter is not asked');
  const some = payloads(1024);
  const empty = makeEmpty();
  const ns = { empty: [] as number[], off: [] as number[], filtered: [] as number[] };
  let bytes = Number.POSITIVE_INFINITY;
  // The first round warms up.
  for (let round = -1; round < o.rounds; round++) {
    const emptyNs = timeCalls(empty, some, o.calls);
    const before = process.memoryUsage().heapUsed;
    const offNs = timeCalls(off, some, o.calls);
    const grown = process.memoryUsage().heapUsed - before;
    const filteredNs = timeCalls(filtered, some, o.calls);
    if (round < 0) continue;
    ns.empty.push(emptyNs);
    ns.off.push(offNs);
    ns.filtered.push(filteredNs);
    // A collection in between makes it negative; reading the memory itself allocates a little.
    if (grown >= 0) bytes = Math.min(bytes, grown / o.calls);
  }
  await tracing.close();
  return {
    offMinusCallNs: median(ns.off.map((each, i) => each - ns.empty[i]!)),
    filteredNs: median(ns.filtered.map((each, i) => each - ns.empty[i]!)),
    emptyNs: median(ns.empty),
    offBytes: Math.floor(bytes * 100) / 100,
  };
}

/** Made like a tracer is, so that the compiler knows as much about the one as about the other. */
function makeEmpty(): (payload: Fetched) => void {
  return () => {};
}

/** ns a call. The call site knows of several targets and inlines none for free. */
function timeCalls(
  call: Tracer<Fetched> | ((payload: Fetched) => void),
  some: readonly Fetched[],
  calls: number,
): number {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) call(some[i & 1023]!);
  return Number(process.hrtime.bigint() - begin) / calls;
}

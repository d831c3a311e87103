/**
 * A trace record of eight fields as CBOR, encoded and decoded: ours against cbor-x, which is the fastest of npm.
 * Rounds alternate in one process; a ratio is taken inside its round and the median is given. Above 1: ours is faster.
 */
import { Reader, Writer } from '@slotbench/cbor';
import { Decoder, Encoder } from 'cbor-x';
import type { BenchResult } from './main.ts';

interface TraceRecord {
  readonly toHuman: string;
  readonly toMachine: string;
  readonly namespace: readonly string[];
  readonly severity: number;
  readonly details: number;
  readonly seconds: number;
  readonly host: string;
  readonly thread: string;
}

const records: readonly TraceRecord[] = Array.from({ length: 1000 }, (_, i) => ({
  toHuman: `Chain extended, new tip: ${i}`,
  toMachine: `{"at":"2026-07-23T12:34:56.${100000 + i}Z","ns":"ChainDB.AddBlockEvent","data":{"slot":${i}},"sev":"Info"}`,
  namespace: ['ChainDB', 'AddBlockEvent'],
  severity: i % 8,
  details: i % 4,
  seconds: 1_784_810_096 + i,
  host: 'node-1',
  thread: String(i % 64),
}));
const asArrays = records.map((r) => [
  r.toHuman,
  r.toMachine,
  r.namespace,
  r.severity,
  r.details,
  r.seconds,
  r.host,
  r.thread,
]);

const writer = new Writer(1024);
function encodeOurs(r: TraceRecord): Uint8Array {
  writer.reset().array(8).text(r.toHuman).text(r.toMachine).array(r.namespace.length);
  for (const segment of r.namespace) writer.text(segment);
  return writer.uint(r.severity).uint(r.details).uint(r.seconds).text(r.host).text(r.thread).finish();
}

function decodeOurs(bytes: Uint8Array): TraceRecord {
  const r = new Reader(bytes);
  r.expectArray(8);
  return {
    toHuman: r.text(),
    toMachine: r.text(),
    namespace: r.list((item) => item.text()),
    severity: r.uint(7),
    details: r.uint(3),
    seconds: r.uint(),
    host: r.text(),
    thread: r.text(),
  };
}

export default async function cbor(o: { rounds?: number; repeats?: number } = {}): Promise<BenchResult> {
  const { rounds = 15, repeats = 40 } = o;
  const encoder = new Encoder({ useRecords: false });
  const decoder = new Decoder({ useRecords: false });
  const encoded = records.map(encodeOurs);
  for (const [i, bytes] of encoded.entries()) {
    if (JSON.stringify(decodeOurs(bytes)) !== JSON.stringify(records[i]))
      throw new Error(`record ${i} does not come back`);
    if (JSON.stringify(decoder.decode(bytes)) !== JSON.stringify(asArrays[i]))
      throw new Error(`cbor-x reads record ${i} differently`);
  }
  const contenders = {
    encodeOurs: () => {
      for (const record of records) encodeOurs(record);
    },
    encodeRival: () => {
      for (const array of asArrays) encoder.encode(array);
    },
    decodeOurs: () => {
      for (const bytes of encoded) decodeOurs(bytes);
    },
    decodeRival: () => {
      for (const bytes of encoded) decoder.decode(bytes);
    },
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]])) as Record<
    keyof typeof contenders,
    number[]
  >;
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(contenders) as [keyof typeof contenders, () => void][]) {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) run();
      times[name].push(((performance.now() - start) * 1e6) / (repeats * records.length));
    }
  const ratio = (ours: number[], rival: number[]) => median(ours.map((time, i) => rival[i]! / time));
  return {
    name: 'cbor',
    ratios: {
      encodeVsCborX: ratio(times.encodeOurs, times.encodeRival),
      decodeVsCborX: ratio(times.decodeOurs, times.decodeRival),
    },
    figures: {
      encodeNs: median(times.encodeOurs),
      encodeCborXNs: median(times.encodeRival),
      decodeNs: median(times.decodeOurs),
      decodeCborXNs: median(times.decodeRival),
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

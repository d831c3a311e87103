import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import type { LoopReading } from './event-loop.ts';
import type { GarbageTotals } from './garbage.ts';
import { parseIo, parseStat } from './process-files.ts';

/**
 * The data of `Resources`: upstream's keys, cumulative since the start but Live, Heap, RSS and Threads, and what only a
 * JavaScript engine has, of the time since the last sample. Collector and heap are V8's of this thread: buffers are not
 * on the heap, and the collector's own threads are not in its time.
 */
export interface ResourceStats {
  /** CPU time, 1/100 s: all, in the collector, and the rest. */
  readonly CentiCpu: number;
  readonly CentiGC: number;
  readonly CentiMut: number;
  readonly GcsMajor: number;
  readonly GcsMinor: number;
  /** Bytes: allocated so far, in use on the heap, size of the heap, resident. */
  readonly Alloc: number;
  readonly Live: number;
  readonly Heap: number;
  readonly RSS: number;
  /** Waiting for block devices, 1/100 s. */
  readonly CentiBlkIO: number;
  /** Always 0, as in the default build of cardano-node. */
  readonly NetRd: number;
  readonly NetWr: number;
  /** Bytes from and to storage. */
  readonly FsRd: number;
  readonly FsWr: number;
  /** Threads of the operating system. */
  readonly Threads: number;
  /** How much later than asked for the event loop came to a timer, ms. */
  readonly JsLoopLagMeanMs: number;
  readonly JsLoopLagMaxMs: number;
  /** The part of the time, 0 to 1, in which the event loop did not wait. */
  readonly JsLoopBusy: number;
  /** The longest stop for a collection, ms. */
  readonly JsGcPauseMaxMs: number;
  /** Bytes in buffers and other objects outside of the heap, now. */
  readonly JsExternal: number;
}

/** `missing` says what could not be read here and why; its values are 0. */
export interface ResourceSample {
  readonly stats: ResourceStats;
  readonly missing: string | undefined;
}

const noGarbage: GarbageTotals = { collectionMs: 0, major: 0, minor: 0, allocatedBytes: 0, pauseMaxMs: 0 };
const noLoop: LoopReading = { lagMeanMs: 0, lagMaxMs: 0, busy: 0 };

/**
 * Reads what this process has used so far. Collector and event loop must be watched for some time, so a single reading
 * has zeros there; `startResourceSampling` has them all.
 */
export function sampleResources(
  garbage: GarbageTotals = noGarbage,
  loop: LoopReading = noLoop,
): ResourceSample {
  const { usage, io, missing } = process.platform === 'linux' ? readLinux() : readElsewhere();
  const heap = getHeapStatistics();
  const centiGc = Math.floor(garbage.collectionMs / 10);
  return {
    missing,
    stats: {
      CentiCpu: usage.cpuCentiseconds,
      CentiGC: centiGc,
      CentiMut: Math.max(0, usage.cpuCentiseconds - centiGc),
      GcsMajor: garbage.major,
      GcsMinor: garbage.minor,
      Alloc: garbage.allocatedBytes,
      Live: heap.used_heap_size,
      Heap: heap.total_heap_size,
      RSS: usage.rssBytes,
      CentiBlkIO: usage.blockIoCentiseconds,
      NetRd: 0,
      NetWr: 0,
      FsRd: io.readBytes,
      FsWr: io.writtenBytes,
      Threads: usage.threads,
      JsLoopLagMeanMs: millis(loop.lagMeanMs),
      JsLoopLagMaxMs: millis(loop.lagMaxMs),
      JsLoopBusy: millis(loop.busy),
      JsGcPauseMaxMs: millis(garbage.pauseMaxMs),
      JsExternal: heap.external_memory,
    },
  };
}

/** Three decimals. */
function millis(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const noIo = { readBytes: 0, writtenBytes: 0 };

function readLinux() {
  const usage = parseStat(readFileSync('/proc/self/stat', 'utf8'));
  try {
    return { usage, io: parseIo(readFileSync('/proc/self/io', 'utf8')), missing: undefined };
  } catch (error) {
    // Some containers forbid it.
    return { usage, io: noIo, missing: `FsRd, FsWr: ${(error as Error).message}` };
  }
}

function readElsewhere() {
  const { user, system } = process.cpuUsage();
  return {
    usage: {
      cpuCentiseconds: Math.floor((user + system) / 10_000),
      rssBytes: process.memoryUsage.rss(),
      blockIoCentiseconds: 0,
      threads: 0,
    },
    io: noIo,
    missing: `CentiBlkIO, FsRd, FsWr, Threads: only Linux tells them (/proc), this is ${process.platform}`,
  };
}

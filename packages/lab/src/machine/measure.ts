import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CpuTicks, judgeMachine, type MachineReport } from './report.ts';

/** About as long as a block takes to be forged, so that the work feels what a node would feel. */
const WORK_MS = 5;
const TIMER_MS = 5;
const CLOCK_EVERY_MS = 500;

/**
 * Keeps half of one core busy with a fixed piece of work and timers for `seconds`, and watches what the rest of the machine does.
 * Rejects if `signal` aborts.
 */
export async function measureMachine(o: {
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly now: () => Date;
}): Promise<MachineReport> {
  const rounds = calibrate();
  const measuredAt = o.now().toISOString();
  const before = await readTicks();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const endMs = start + o.seconds * 1000;
  const workMs: number[] = [];
  const lateMs: number[] = [];
  const megahertz: number[] = [];
  let clockAtMs = start;
  while (performance.now() < endMs) {
    o.signal?.throwIfAborted();
    const from = performance.now();
    work(rounds);
    const worked = performance.now();
    workMs.push(worked - from);
    await sleep(TIMER_MS);
    lateMs.push(Math.max(0, performance.now() - worked - TIMER_MS));
    if (performance.now() < clockAtMs) continue;
    megahertz.push(...(await readClocks()));
    clockAtMs = performance.now() + CLOCK_EVERY_MS;
  }
  const cpu = process.cpuUsage(cpuBefore);
  const after = await readTicks();
  return judgeMachine({
    measuredAt,
    seconds: (performance.now() - start) / 1000,
    cores: availableParallelism(),
    workMs,
    lateMs,
    ownCpuMs: (cpu.user + cpu.system) / 1000,
    ticks: before === null || after === null ? null : { before, after },
    megahertz,
  });
}

/** Rounds of `work` that take about WORK_MS when nothing disturbs: the quickest of a few tries. */
function calibrate(): number {
  const trial = 20_000;
  let quickest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    const from = performance.now();
    work(trial);
    quickest = Math.min(quickest, performance.now() - from);
  }
  return Math.max(trial, Math.round((trial * WORK_MS) / Math.max(quickest, 0.001)));
}

/** Integer arithmetic that no compiler can leave out, because its result is kept. */
function work(rounds: number): void {
  let x = sink | 1;
  for (let i = 0; i < rounds; i++) x = Math.imul(x ^ (x >>> 13), 0x5bd1e995) + i;
  sink = x;
}
let sink = 1;

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal. */
async function readTicks(): Promise<CpuTicks | null> {
  const text = await readFile('/proc/stat', 'latin1').catch(() => '');
  const fields = /^cpu +(.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  if (fields === undefined || fields.length < 8) return null;
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { total, busy: total - fields[3]! - fields[4]!, steal: fields[7]! };
}

async function readClocks(): Promise<number[]> {
  const text = await readFile('/proc/cpuinfo', 'latin1').catch(() => '');
  return [...text.matchAll(/^cpu MHz\s*: ([\d.]+)$/gm)].map((match) => Number(match[1]));
}

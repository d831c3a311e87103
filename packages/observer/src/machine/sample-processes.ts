import type { Clock } from '../clock.ts';
import type { MachineSample, ProcessEnded, ProcessSample } from '../log/observation.ts';
import type { FoundProcess } from './find-processes.ts';
import { openMachineProbe } from './machine-probe.ts';
import { openProcessProbe, type ProcessProbe } from './process-probe.ts';

export interface SamplingOptions {
  readonly sampleMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The processes to sample, asked for again and again: programs may start later or again. */
  find(): readonly FoundProcess[];
  lostLines(): number;
  record(ns: number, observation: ProcessSample | ProcessEnded | MachineSample): void;
}

/** Rounds between two readings of the threads' files. */
const ROUNDS_OF_THREADS = 5;
/** Processes are searched for in the first rounds, then after so many, and when one has ended. */
const FIRST_ROUNDS = 4;
const ROUNDS_OF_SEARCH = 15;
/** A run has some sixty programs; more processes than this are not its own. */
const MAX_PROCESSES = 256;

/**
 * Samples every process once a round, spread over it: the event loop, which also takes the blocks' stamps, is never held for longer
 * than one process needs. Resolves after a last round when the signal aborts.
 */
export async function sampleProcesses(o: SamplingOptions): Promise<void> {
  const { clock, signal } = o;
  const probes = new Map<number, ProcessProbe>();
  const machine = openMachineProbe();
  let lateMaxNs = 0;
  let samplingNs = 0;
  let ended = false;
  const timed = (work: () => void): void => {
    const startNs = clock.nowNs();
    work();
    samplingNs += clock.nowNs() - startNs;
  };
  const sampleMachine = (): void => {
    const reading = machine.read();
    o.record(clock.nowNs(), {
      kind: 'machine',
      ...reading,
      lateMaxNs,
      samplingNs,
      driftMs: Math.round(clock.driftMs() * 1000) / 1000,
      lostLines: o.lostLines(),
    });
    lateMaxNs = 0;
    samplingNs = 0;
  };
  try {
    for (let round = 0, nextNs = clock.nowNs(); ; round++) {
      const last = signal.aborted;
      const search = round < FIRST_ROUNDS || round % ROUNDS_OF_SEARCH === 0 || ended;
      ended = false;
      if (search && !last) timed(() => openNew(o.find(), probes));
      timed(sampleMachine);
      const stepMs = o.sampleMs / (probes.size + 1);
      const threads = round % ROUNDS_OF_THREADS === 0 || last;
      for (const probe of [...probes.values()]) {
        timed(() => {
          ended = !sampleProcess(probe, { probes, threads, ...o }) || ended;
        });
        nextNs += stepMs * 1e6;
        if (!last) lateMaxNs = Math.max(lateMaxNs, await sleepUntil(nextNs, o));
      }
      if (last) return;
      nextNs += stepMs * 1e6;
      lateMaxNs = Math.max(lateMaxNs, await sleepUntil(nextNs, o));
      // A machine that stood still does not get all its rounds at once.
      nextNs = Math.max(nextNs, clock.nowNs() - o.sampleMs * 1e6);
    }
  } finally {
    machine.close();
    for (const probe of probes.values()) probe.close();
  }
}

function openNew(found: readonly FoundProcess[], probes: Map<number, ProcessProbe>): void {
  for (const { name, pid } of found) {
    if (probes.has(pid) || probes.size === MAX_PROCESSES) continue;
    const probe = openProcessProbe(name, pid);
    if (probe !== undefined) probes.set(pid, probe);
  }
}

/** False once the process is gone. */
function sampleProcess(
  probe: ProcessProbe,
  o: Pick<SamplingOptions, 'clock' | 'record'> & { probes: Map<number, ProcessProbe>; threads: boolean },
): boolean {
  const sample = probe.sample({ threads: o.threads });
  if (sample !== undefined) {
    o.record(o.clock.nowNs(), sample);
    return true;
  }
  probe.close();
  o.probes.delete(probe.pid);
  o.record(o.clock.nowNs(), { kind: 'processEnded', name: probe.name, pid: probe.pid });
  return false;
}

/** Returns how late the timer was. */
async function sleepUntil(atNs: number, { clock, signal }: SamplingOptions): Promise<number> {
  const ms = (atNs - clock.nowNs()) / 1e6;
  if (ms > 0) await clock.sleep(ms, signal);
  return signal.aborted ? 0 : Math.max(0, clock.nowNs() - atNs);
}

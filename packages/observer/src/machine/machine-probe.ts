import type { MachineSample } from '../log/observation.ts';
import { numberAfter } from './proc-fields.ts';
import { openProcFile, type ProcFile } from './proc-file.ts';

type Reading = Omit<MachineSample, 'kind' | 'lateMaxNs' | 'samplingNs' | 'driftMs' | 'lostLines'>;

export interface MachineProbe {
  read(): Reading;
  close(): void;
}

const TICK_MS = 10;

/** What /proc says of the whole machine; zeros where there is no /proc. `root` is `/proc` but in tests. */
export function openMachineProbe(root = '/proc'): MachineProbe {
  const stat = openProcFile(`${root}/stat`);
  const pressure = (resource: string) => openProcFile(`${root}/pressure/${resource}`);
  const [cpu, memory, io] = [pressure('cpu'), pressure('memory'), pressure('io')];
  return {
    read() {
      const cpuPressure = readPressure(cpu);
      const memoryPressure = readPressure(memory);
      const ioPressure = readPressure(io);
      return {
        ...readCpu(stat),
        ...(cpuPressure && { cpuSomeMs: cpuPressure.someMs }),
        ...(memoryPressure && { memorySomeMs: memoryPressure.someMs, memoryFullMs: memoryPressure.fullMs }),
        ...(ioPressure && { ioSomeMs: ioPressure.someMs, ioFullMs: ioPressure.fullMs }),
      };
    },
    close() {
      for (const file of [stat, cpu, memory, io]) file?.close();
    },
  };
}

/** `cpu  USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL …`, ticks of all processors. */
function readCpu(file: ProcFile | undefined): { busyMs: number; stealMs: number } {
  const bytes = file?.read();
  if (bytes === undefined) return { busyMs: 0, stealMs: 0 };
  const ticks = bytes
    .toString('latin1', 0, bytes.indexOf(0x0a))
    .split(/\s+/)
    .slice(1)
    .map((field) => Number(field) || 0);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = ticks;
  return { busyMs: (user + nice + system + irq + softirq) * TICK_MS, stealMs: steal * TICK_MS };
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=MICROSECONDS`, then the same of `full`. */
function readPressure(file: ProcFile | undefined): { someMs: number; fullMs: number } | undefined {
  const bytes = file?.read();
  if (bytes === undefined || bytes.length === 0) return undefined;
  const total = (kind: string): number => {
    const at = bytes.indexOf(kind, 0, 'latin1');
    return at === -1 ? 0 : (numberAfter(bytes.subarray(at), 'total=') ?? 0) / 1000;
  };
  return { someMs: total('some'), fullMs: total('full') };
}

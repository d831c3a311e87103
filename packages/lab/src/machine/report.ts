/** Ticks that all cores together spent since boot, as /proc/stat counts them; `busy` is everything but idle and waiting for disks. */
export interface CpuTicks {
  readonly total: number;
  readonly busy: number;
  /** Taken by the hypervisor for other machines. */
  readonly steal: number;
}

/** What a measurement sees before it is judged. */
export interface MachineSamples {
  readonly measuredAt: string;
  readonly seconds: number;
  readonly cores: number;
  /** How long the same piece of work took, ms, each time. */
  readonly workMs: readonly number[];
  /** How late a timer fired, ms, each time. */
  readonly lateMs: readonly number[];
  /** Processor time that the measurement itself used, ms. */
  readonly ownCpuMs: number;
  /** Null where there is no /proc. */
  readonly ticks: { readonly before: CpuTicks; readonly after: CpuTicks } | null;
  /** Clock rates of the cores, MHz, over the measurement; empty where the system does not tell. */
  readonly megahertz: readonly number[];
}

/** How steady a machine is, and whether small changes can be measured on it now. */
export interface MachineReport {
  readonly measuredAt: string;
  readonly seconds: number;
  readonly cores: number;
  readonly work: { readonly samples: number; readonly medianMs: number; readonly p95Ms: number };
  readonly timers: { readonly samples: number; readonly medianLateMs: number; readonly p99LateMs: number };
  /** Shares of all cores' time; null where the system does not tell. */
  readonly stealShare: number | null;
  readonly otherLoadShare: number | null;
  readonly megahertz: { readonly min: number; readonly max: number } | null;
  readonly verdict: 'quiet' | 'noisy';
  /** Each says what was measured, the limit, and what to do. */
  readonly reasons: readonly string[];
}

/**
 * Limits: margins begin at 2 %, so a disturbance of one per cent of the machine is as much as a small margin bears; a timer that is
 * 5 ms late is a tenth of the 50 ms in which a block of `quick` spreads.
 */
const LIMITS = { stealShare: 0.01, otherLoadShare: 0.05, p99LateMs: 5, workSpread: 1.1, clockSpread: 1.1 };

/** Pure: the same samples give the same report. */
export function judgeMachine(samples: MachineSamples): MachineReport {
  const work = sorted(samples.workMs);
  const late = sorted(samples.lateMs);
  const [medianMs, p95Ms] = [at(work, 0.5), at(work, 0.95)];
  const p99LateMs = at(late, 0.99);
  const shares = sharesOf(samples);
  const clocks = sorted(samples.megahertz);
  const megahertz = clocks.length === 0 ? null : { min: clocks[0]!, max: clocks.at(-1)! };
  const reasons: string[] = [];
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  if (shares !== null && shares.steal > LIMITS.stealShare)
    reasons.push(
      `the hypervisor took ${percent(shares.steal)} of the time (limit ${percent(LIMITS.stealShare)}): use a machine of its own`,
    );
  if (shares !== null && shares.other > LIMITS.otherLoadShare)
    reasons.push(
      `other programs used ${percent(shares.other)} of the machine (limit ${percent(LIMITS.otherLoadShare)}): stop them`,
    );
  if (p99LateMs > LIMITS.p99LateMs)
    reasons.push(
      `one timer in a hundred was ${p99LateMs.toFixed(1)} ms late or more (limit ${LIMITS.p99LateMs} ms): free the processor`,
    );
  if (p95Ms > medianMs * LIMITS.workSpread)
    reasons.push(
      `the same work took ${percent(p95Ms / medianMs - 1)} longer one time in twenty (limit ${percent(LIMITS.workSpread - 1)}): free the processor or fix its clock`,
    );
  if (megahertz !== null && megahertz.max > megahertz.min * LIMITS.clockSpread)
    reasons.push(
      `clocks ran between ${Math.round(megahertz.min)} and ${Math.round(megahertz.max)} MHz: set a fixed frequency (governor performance)`,
    );
  return {
    measuredAt: samples.measuredAt,
    seconds: samples.seconds,
    cores: samples.cores,
    work: { samples: work.length, medianMs, p95Ms },
    timers: { samples: late.length, medianLateMs: at(late, 0.5), p99LateMs },
    stealShare: shares?.steal ?? null,
    otherLoadShare: shares?.other ?? null,
    megahertz,
    verdict: reasons.length === 0 ? 'quiet' : 'noisy',
    reasons,
  };
}

/** A report in a few lines. */
export function describeMachineReport(report: MachineReport): string[] {
  const share = (value: number | null) => (value === null ? 'unknown' : `${(value * 100).toFixed(1)} %`);
  const clock =
    report.megahertz === null
      ? 'unknown'
      : `${Math.round(report.megahertz.min)} to ${Math.round(report.megahertz.max)} MHz`;
  return [
    `machine   ${report.verdict}, measured for ${Math.round(report.seconds)} s on ${report.cores} cores`,
    `          the same work ${report.work.medianMs.toFixed(2)} ms (95th centile ${report.work.p95Ms.toFixed(2)}), timers ${report.timers.medianLateMs.toFixed(2)} ms late (99th centile ${report.timers.p99LateMs.toFixed(2)})`,
    `          steal ${share(report.stealShare)}, other load ${share(report.otherLoadShare)}, clock ${clock}`,
    ...report.reasons.map((reason) => `! noisy: ${reason}`),
  ];
}

/** /proc/stat ticks at 100 Hz, which Linux fixes for user space. */
const TICK_MS = 10;

function sharesOf({ ticks, ownCpuMs }: MachineSamples): { steal: number; other: number } | null {
  if (ticks === null) return null;
  const total = ticks.after.total - ticks.before.total;
  if (total <= 0) return null;
  const steal = Math.max(0, ticks.after.steal - ticks.before.steal);
  const busy = ticks.after.busy - ticks.before.busy - ownCpuMs / TICK_MS - steal;
  return { steal: steal / total, other: Math.max(0, busy) / total };
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function at(ascending: readonly number[], centile: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * centile))] ?? 0;
}

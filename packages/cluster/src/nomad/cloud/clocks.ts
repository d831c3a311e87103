import { ClusterError } from '../../errors.ts';

/** Where a host's clock stands against ours, and how far the measurement may be off: half of the time that asking took. */
export interface ClockOffset {
  readonly host: string;
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}

/** The best of this many questions counts. */
const QUESTIONS = 4;
/**
 * A node refuses headers of slots that its clock has not reached, and a slot of every profile lasts a second: clocks that are half of it
 * apart would turn propagation into nonsense long before.
 */
const APART_MAX_MS = 500;

/** Asks a host for its time several times, and takes the answer that came quickest. */
export async function measureClock(
  host: string,
  ask: () => Promise<number>,
  now: () => number,
): Promise<ClockOffset> {
  let best: ClockOffset | undefined;
  for (let i = 0; i < QUESTIONS; i++) {
    const before = now();
    const theirs = await ask();
    const after = now();
    const uncertaintyMs = (after - before) / 2;
    if (best === undefined || uncertaintyMs < best.uncertaintyMs)
      best = { host, offsetMs: theirs - (before + after) / 2, uncertaintyMs };
  }
  return best!;
}

/**
 * Pure: refuses hosts whose clocks are surely too far from each other (`NOMAD_PLACEMENT`), however the answers travelled. Our own
 * clock does not matter.
 */
export function refuseSkew(offsets: readonly ClockOffset[], apartMaxMs = APART_MAX_MS): void {
  if (offsets.length < 2) return;
  const sorted = [...offsets].sort((a, b) => a.offsetMs - b.offsetMs);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const apart = last.offsetMs - first.offsetMs - last.uncertaintyMs - first.uncertaintyMs;
  if (apart <= apartMaxMs) return;
  const median = sorted[sorted.length >> 1]!.offsetMs;
  const off = sorted
    .filter(({ offsetMs, uncertaintyMs }) => Math.abs(offsetMs - median) - uncertaintyMs > apartMaxMs / 2)
    .map(({ host, offsetMs }) => `${host} by ${signed(offsetMs - median)}`);
  throw new ClusterError('NOMAD_PLACEMENT', {
    place: 'clocks of the clients',
    problem: `are at least ${Math.round(apart)} ms apart, and a run bears ${apartMaxMs}: off from the middle ${off.join(', ') || `${first.host}, ${last.host}`}`,
    fix: 'synchronise the clocks of these machines (chronyc tracking, timedatectl), then run again',
  });
}

function signed(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${Math.abs(Math.round(ms))} ms`;
}

import type { Progress } from '@slotbench/cluster';

/**
 * One line about a run in progress, at most `columns` wide:
 * `run 2/3  load  block 12/25  slot 61  48.9 tx/s  512 msg/s  13 s left`.
 */
export function progressLine(progress: Progress, o: { columns: number; run: number; runs: number }): string {
  const parts: string[] = [];
  if (o.runs > 1) parts.push(`run ${o.run}/${o.runs}`);
  parts.push(phaseOf(progress));
  if (progress.blockNo !== undefined)
    parts.push(
      `block ${progress.blockNo}${progress.blockTarget === undefined ? '' : `/${progress.blockTarget}`}`,
    );
  if (progress.slot !== undefined) parts.push(`slot ${progress.slot}`);
  if (progress.phase === 'load' && progress.tps !== undefined) parts.push(`${progress.tps.toFixed(1)} tx/s`);
  if (progress.phase === 'load' && progress.confirmed !== undefined)
    parts.push(`${progress.confirmed} tx in blocks`);
  if (progress.messagesPerSecond !== undefined) parts.push(`${Math.round(progress.messagesPerSecond)} msg/s`);
  if (progress.secondsLeft !== undefined)
    parts.push(`${Math.max(0, Math.ceil(progress.secondsLeft))} s left`);
  return fit(parts, o.columns);
}

const PHASE: Readonly<Record<Progress['phase'], string>> = {
  genesis: 'making the genesis',
  starting: 'starting',
  splitting: 'splitting funds',
  load: 'load',
  stopping: 'stopping',
  done: 'done',
};

/** The genesis starts the clock a little after the programs, so that all are ready in slot 0. */
function phaseOf({ phase, slot }: Progress): string {
  return phase === 'splitting' && slot === undefined ? 'waiting for slot 0' : PHASE[phase];
}

/** Whole parts only: the last ones go first when the terminal is narrow. */
function fit(parts: readonly string[], columns: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}

import type { ExperimentDesign, SideDesign } from './design.ts';
import { mulberry32 } from './random.ts';

/** One run that is to be made. */
export interface ScheduledRun {
  /** From 0. */
  readonly index: number;
  /** From 0. */
  readonly block: number;
  /** `base` or the name of a target. */
  readonly side: string;
}

/**
 * The order of all runs, a function of the design alone. Interleaved: every second block runs backwards (A B, B A, …), so that a steady
 * drift hits no side more than another. Randomised: each block is shuffled for itself.
 */
export function scheduleOf(design: ExperimentDesign): ScheduledRun[] {
  const sides = [design.base, ...design.targets];
  const random = mulberry32(design.seed);
  const runs: ScheduledRun[] = [];
  for (let block = 0; block < design.blocks; block++) {
    const members = design.order === 'interleaved' ? spread(sides) : sides.flatMap((side) => repeated(side));
    if (design.order === 'randomised') shuffle(members, random);
    else if (block % 2 === 1) members.reverse();
    for (const side of members) runs.push({ index: runs.length, block, side });
  }
  return runs;
}

function repeated(side: SideDesign): string[] {
  return new Array<string>(side.perBlock).fill(side.name);
}

/** Sides with several runs a block stand evenly in it: 2 of base and 1 of target give base, target, base. */
function spread(sides: readonly SideDesign[]): string[] {
  const placed = sides.flatMap((side, order) =>
    repeated(side).map((name, i) => ({ name, at: (i + 0.5) / side.perBlock, order })),
  );
  return placed.sort((a, b) => a.at - b.at || a.order - b.order).map(({ name }) => name);
}

/** Fisher and Yates. */
function shuffle(items: string[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}

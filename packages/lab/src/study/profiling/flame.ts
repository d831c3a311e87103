import type { FlameFrame } from '@slotbench/report';
import { isOfLibrary } from './frame.ts';

/** Calls of the same function by the same callers become one. */
export function mergeFlames(frames: readonly FlameFrame[]): FlameFrame[] {
  const groups = Map.groupBy(frames, ({ name, package: of, place }) => `${of} ${place} ${name}`);
  return [...groups.values()]
    .map((same) => ({
      ...same[0]!,
      value: same.reduce((sum, { value }) => sum + value, 0),
      children: mergeFlames(same.flatMap(({ children }) => children)),
    }))
    .sort((a, b) => b.value - a.value);
}

/** Without calls of less than `least`; what they had stays with their caller. */
export function pruneFlame(frame: FlameFrame, least: number): FlameFrame {
  const children = frame.children.filter(({ value }) => value >= least);
  return { ...frame, children: children.map((child) => pruneFlame(child, least)) };
}

/** The outermost calls of the library, with all that they call. */
export function libraryCalls(frame: FlameFrame): FlameFrame[] {
  return isOfLibrary(frame) ? [frame] : frame.children.flatMap(libraryCalls);
}

/** What functions had themselves, without what they call; the largest first. */
export function ownValues(frames: readonly FlameFrame[]): FlameFrame[] {
  const all: FlameFrame[] = [];
  const walk = (frame: FlameFrame): void => {
    const value = frame.value - frame.children.reduce((sum, child) => sum + child.value, 0);
    all.push({ ...frame, value, children: [] });
    frame.children.forEach(walk);
  };
  frames.forEach(walk);
  return mergeFlames(all);
}

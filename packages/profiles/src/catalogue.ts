import type { Piece } from './compose.ts';
import { localProfiles } from './families/local.ts';
import { quickProfiles } from './families/quick.ts';

/** Every named profile, Slotbench's own first. */
export const catalogue: { readonly [name: string]: readonly Piece[] } = {
  ...quickProfiles,
  ...localProfiles,
};

/** Names that `resolveProfile` takes, Slotbench's own first. */
export function profileNames(): string[] {
  return Object.keys(catalogue);
}

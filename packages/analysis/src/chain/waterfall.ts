import type { WaterfallStep } from '../results.ts';

/**
 * What each condition takes away: `failed` blocks fail it, `removed` of them had passed all conditions before it, `only` fail nothing
 * else, `remaining` are left after it.
 */
export function waterfall(
  blocks: readonly { readonly rejectedBy: readonly string[] }[],
  conditions: readonly string[],
): WaterfallStep[] {
  let remaining = blocks.length;
  return [...new Set(conditions)].map((condition) => {
    const failing = blocks.filter(({ rejectedBy }) => rejectedBy.includes(condition));
    const removed = failing.filter(({ rejectedBy }) => rejectedBy[0] === condition).length;
    remaining -= removed;
    return {
      condition,
      failed: failing.length,
      removed,
      only: failing.filter(({ rejectedBy }) => new Set(rejectedBy).size === 1).length,
      remaining,
    };
  });
}

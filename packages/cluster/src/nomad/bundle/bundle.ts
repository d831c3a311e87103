import type { ProgramPlan } from '../../program.ts';
import { type Archive, makeArchive } from './archive.ts';
import { filesIn, type Layout, layOut } from './layout.ts';

/** Where tasks find the bundle: an artifact goes below the task's folder, which is the root of what a task sees. */
export const BUNDLE_DEST = 'local/slotbench';
export const BUNDLE_ROOT = `/${BUNDLE_DEST}`;

/** What the tasks of a run fetch, as archives, and where it is there. */
export interface Bundle extends Pick<Layout, 'supervisor' | 'relocate'> {
  readonly archives: readonly Archive[];
}

/**
 * Node, the programs of a run with all they import, and the supervisor: self-contained but for the C library. Archives are kept in
 * `cache` and made again when a file of theirs changes. Throws `RUN_UNSUPPORTED` for a program that needs a folder of this machine.
 */
export async function makeBundle(o: { plans: readonly ProgramPlan[]; cache: string }): Promise<Bundle> {
  const { cache, plans } = o;
  const layout = layOut({ programs: filesIn(plans), root: BUNDLE_ROOT, others: BUNDLE_ROOT });
  const { node, code, texts, supervisor, relocate } = layout;
  const archives = [
    await makeArchive({ cache, name: 'runtime', files: [node] }),
    await makeArchive({ cache, name: 'packages', files: code, texts }),
    ...(await othersArchive({ cache, layout, plans })),
  ];
  return { archives, supervisor, relocate };
}

/** What a run's programs need beside packages: none, or one archive. */
export async function othersArchive(o: {
  cache: string;
  layout: Layout;
  plans: readonly ProgramPlan[];
}): Promise<Archive[]> {
  const files = o.layout.binariesOf(o.plans);
  return files.length === 0 ? [] : [await makeArchive({ cache: o.cache, name: 'programs', files })];
}

import { ClusterError } from './errors.ts';

export interface TagParts {
  /** Milliseconds since 1970; the tag holds the UTC minute. */
  readonly nowMs: number;
  /** Hex digest of the node's code; five digits of it are used. */
  readonly nodeHash: string;
  readonly batch: string;
  readonly profile: string;
  /** Era and backend, of which the workbench's short forms are used. */
  readonly era: 'coay';
  readonly backend: 'loc' | 'nom';
}

/**
 * `YYYY-MM-DD-HH-MM-HHHHH-BATCH-PROFILE-ERA-BBB`, the workbench's tag of 2026. `attempt` 2 and later append `-2`, `-3`:
 * two runs may start in one minute. Letters, digits and dashes only, because Nomad takes nothing else as a job name.
 */
export function runTag(parts: TagParts, attempt = 1): string {
  const minute = new Date(parts.nowMs).toISOString().slice(0, 16).replaceAll(/[T:]/g, '-');
  const profile = parts.profile.replaceAll(/[^a-zA-Z0-9-]/g, '-');
  const words = [
    minute,
    parts.nodeHash.slice(0, 5),
    tagBatch(parts.batch),
    profile,
    parts.era,
    parts.backend,
  ];
  return attempt === 1 ? words.join('-') : `${words.join('-')}-${attempt}`;
}

/** A batch name as it stands in tags: lower case, letters and digits, at most 12. `meta.batch` keeps the whole name. */
export function tagBatch(batch: string): string {
  const short = batch
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 12);
  if (short === '')
    throw new ClusterError('BATCH_INVALID', {
      place: `batch '${batch}'`,
      problem: 'holds no letter and no digit',
      fix: 'name it after the version under test, such as 1070',
    });
  return short;
}

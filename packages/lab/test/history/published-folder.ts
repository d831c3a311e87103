import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Figures that upstream published, in a folder beside the checkout. */
export const PUBLISHED = join(import.meta.dirname, '../../../../../shared/data/published');

export const skipWithoutPublished = existsSync(join(PUBLISHED, 'runs.json'))
  ? (false as const)
  : 'the published figures (../shared/data/published) are not here';

/** `node --conditions=source bench/retrospective/write.ts FOLDER`: writes docs/retrospective.md from the folder of published figures. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '@slotbench/lab';
import { retrospectivePage } from './page.ts';

const root = join(import.meta.dirname, '../..');
const folder = process.argv[2] ?? join(root, '../shared/data/published');
writeFileSync(join(root, 'docs/retrospective.md'), retrospectivePage(await readHistory(folder)));

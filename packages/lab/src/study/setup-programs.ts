import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Programs } from '@slotbench/cluster';
import type { SideDesign } from '../experiment/design.ts';

/** ms each way: two cities of one continent. */
const FAR_MS = 10;

/** The programs of a set-up: of `forward-far` the collector is behind a delay. */
export function setupPrograms(programs: Programs, { name }: SideDesign): Programs {
  if (!/(?:^|-)forward-far$/.test(name)) return programs;
  const path = fileURLToPath(new URL(`./far-collector${extname(import.meta.url)}`, import.meta.url));
  const [command] = programs.collector;
  return { ...programs, collector: [command, path, String(FAR_MS), ...programs.collector] };
}

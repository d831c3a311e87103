import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveProfile } from '@slotbench/profiles';
import { type Programs, prepareRun, type RunPlan } from '../src/index.ts';
import type { Behaviour } from './programs/stand-in.ts';

/** Folders of one test; `tmp` holds its runtime folders. */
export interface Place {
  readonly root: string;
  readonly runsDir: string;
  readonly tmp: string;
  remove(): void;
}

export function makePlace(): Place {
  const root = mkdtempSync(join(tmpdir(), 'sb-test-'));
  const tmp = mkdtempSync(join(root, 't'));
  return {
    root,
    tmp,
    runsDir: join(root, 'run'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Command lines of stand-ins that behave as told. */
export function standIns(place: Place, behaviours: Readonly<Record<string, Behaviour>>): Programs {
  const file = join(mkdtempSync(join(place.root, 'p')), 'program.ts');
  const source = new URL('./programs/stand-in.ts', import.meta.url).href;
  writeFileSync(file, `import { standIn } from '${source}';\nstandIn(${JSON.stringify(behaviours)});\n`);
  const command = [process.execPath, file] as [string, string];
  return { collector: command, node: command, generator: command };
}

/** A run of two nodes with a little of everything, prepared with stand-ins. */
export async function prepareStandIns(
  place: Place,
  behaviours: Readonly<Record<string, Behaviour>>,
  overlay: object = {},
): Promise<RunPlan> {
  const two = { composition: { n_singular_hosts: 2 }, ...overlay };
  return await prepareRun({
    profile: resolveProfile('quick', { overlay: two }),
    runsDir: place.runsDir,
    tmp: place.tmp,
    driver: 'embedded',
    programs: standIns(place, behaviours),
  });
}

/** Processes whose working directory is below the test's folder: what a run left behind. */
export function processesIn(place: Place): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const cwd = execFileSync('readlink', [`/proc/${pid}/cwd`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (cwd.startsWith(place.root))
        found.push(`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`);
    } catch {
      // Gone, or not ours.
    }
  return found;
}

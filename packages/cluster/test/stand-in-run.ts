import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveProfile } from '@slotbench/profiles';
import { type Backend, type Programs, prepareRun, type RunPlan } from '../src/index.ts';
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
  // One file that imports nothing of ours: a task elsewhere has no other.
  const source = readFileSync(new URL('./programs/stand-in.ts', import.meta.url), 'utf8');
  writeFileSync(file, `${source}\nstandIn(${JSON.stringify(behaviours)});\n`);
  const command = [process.execPath, file] as [string, string];
  return { collector: command, acceptor: command, node: command, generator: command, observer: command };
}

/** A run of two nodes with a little of everything, prepared with stand-ins. */
export async function prepareStandIns(
  place: Place,
  behaviours: Readonly<Record<string, Behaviour>>,
  overlay: object = {},
  backend?: Backend,
): Promise<RunPlan> {
  const two = { composition: { n_singular_hosts: 2 }, ...overlay };
  return await prepareRun({
    profile: resolveProfile('quick', { overlay: two }),
    runsDir: place.runsDir,
    tmp: place.tmp,
    driver: 'embedded',
    programs: standIns(place, behaviours),
    ...(backend === undefined ? {} : { backend }),
  });
}

/** `PID FOLDER COMMAND` of the processes whose working directory is below the test's folder. */
export function processesIn(place: Place): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`);
      if (cwd.startsWith(place.root))
        found.push(`${pid} ${cwd} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`);
    } catch {
      // Gone, or not ours.
    }
  return found;
}

/** Runs `body` in a place of its own and removes it. */
export async function inPlace(body: (place: Place) => Promise<void>): Promise<void> {
  const place = makePlace();
  try {
    await body(place);
  } finally {
    place.remove();
  }
}

/** No process, no runtime folder, no link but those that the collector makes to its logs. */
export function assertNothingLeft(place: Place, plan: RunPlan): void {
  assert.deepEqual(
    processesIn(place).filter((line) => line.includes(plan.runDir)),
    [],
  );
  const runtime = readdirSync(place.tmp).filter((name) => {
    return JSON.parse(readFileSync(join(place.tmp, name, 'owner.json'), 'utf8')).runDir === plan.runDir;
  });
  assert.deepEqual(runtime, []);
  const links = readdirSync(plan.runDir, { recursive: true, encoding: 'utf8' }).filter(
    (path) => lstatSync(join(plan.runDir, path)).isSymbolicLink() && !path.endsWith('node.json'),
  );
  assert.deepEqual(links, []);
}

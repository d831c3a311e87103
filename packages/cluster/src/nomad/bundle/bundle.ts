import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { ClusterError } from '../../errors.ts';
import type { ProgramPlan } from '../../program.ts';
import { type Archive, makeArchive, type SourceFile } from './archive.ts';
import { codeOf, foldersOf, type InstalledPackage, packageOf } from './packages.ts';

/** Where tasks find the bundle: an artifact goes below the task's folder, which is the root of what a task sees. */
export const BUNDLE_DEST = 'local/slotbench';
const ROOT = `/${BUNDLE_DEST}`;

/** What the tasks of a run need of this machine, as archives, and where it is there. */
export interface Bundle {
  readonly archives: readonly Archive[];
  /** Command line of the supervisor in a task, without its arguments. */
  readonly supervisor: readonly [string, ...string[]];
  /** The plan with the paths of this machine replaced by those of the task. */
  relocate(plan: ProgramPlan): ProgramPlan;
}

/**
 * Node, the programs of a run with all they import, and the supervisor: self-contained but for the C library. Archives are kept in
 * `cache` and made again when a file of theirs changes. Throws `RUN_UNSUPPORTED` for a program that needs a folder of this machine.
 */
export async function makeBundle(o: { plans: readonly ProgramPlan[]; cache: string }): Promise<Bundle> {
  const ownPath = new URL('../../supervisor/main', import.meta.url).pathname;
  const fromSources = import.meta.url.endsWith('.ts');
  const supervisor = fromSources ? `${ownPath}.ts` : `${ownPath}.js`;
  const paths = new Set(o.plans.flatMap(({ argv }) => argv).filter(isOurs));
  const entries = [supervisor, ...paths].map((path) => packageOf(path)).filter((each) => each !== undefined);
  const packages = foldersOf(entries);
  const binaries = [...paths].filter((path) => packageOf(path) === undefined && path !== process.execPath);

  const code: SourceFile[] = packages.flatMap((each) => codeOf(each, { fromSources }));
  const archives = [
    await makeArchive({
      ...o,
      name: 'runtime',
      files: [{ from: process.execPath, path: 'bin/node', mode: 0o755 }],
    }),
    await makeArchive({
      ...o,
      name: 'packages',
      files: code,
      // Tells the supervisor that it runs from a bundle.
      texts: new Map([['bundle.json', `${JSON.stringify({ node: process.version })}\n`]]),
    }),
    ...(binaries.length === 0
      ? []
      : [
          await makeArchive({
            ...o,
            name: 'programs',
            files: binaries.map((from) => ({ from, path: `bin/${basename(from)}`, mode: 0o755 })),
          }),
        ]),
  ];
  const place = (argument: string): string => (isOurs(argument) ? placeOf(argument, packages) : argument);
  const node = `${ROOT}/bin/node`;
  return {
    archives,
    supervisor: [node, ...(fromSources ? ['--conditions=source'] : []), placeOf(supervisor, packages)],
    relocate(plan) {
      const [command, ...args] = plan.argv;
      return { ...plan, argv: [place(command), ...args.map(place)] };
    },
  };
}

/** Whether an argument names a file of this machine that a task would not have. */
function isOurs(argument: string): boolean {
  if (!isAbsolute(argument) || /^\/(?:usr\/)?bin\/(?:sh|cat|env)$/.test(argument) || !existsSync(argument))
    return false;
  if (statSync(argument).isFile()) return true;
  throw new ClusterError('RUN_UNSUPPORTED', {
    place: argument,
    problem: 'is a folder of this machine, which tasks on Nomad do not have',
    fix: 'run this node driver with --backend local',
  });
}

function placeOf(path: string, packages: readonly InstalledPackage[]): string {
  if (path === process.execPath) return `${ROOT}/bin/node`;
  const folder = packageOf(path);
  const found = packages.find((each) => each.folder === folder);
  return found === undefined
    ? `${ROOT}/bin/${basename(path)}`
    : join(ROOT, found.place, relative(found.folder, path));
}

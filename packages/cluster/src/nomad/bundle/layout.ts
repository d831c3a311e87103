import { existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { ClusterError } from '../../errors.ts';
import type { ProgramPlan } from '../../program.ts';
import type { SourceFile } from './archive.ts';
import { codeOf, foldersOf, type InstalledPackage, packageOf } from './packages.ts';

/** What a task needs of this machine, and where it is there. */
export interface Layout {
  readonly node: SourceFile;
  /** Packages of ours and what they import, below the root. */
  readonly code: readonly SourceFile[];
  readonly texts: ReadonlyMap<string, string>;
  /** Command line of the supervisor in a task, without its arguments. */
  readonly supervisor: readonly [string, ...string[]];
  /** Files of this machine that programs need and that are none of ours, as `bin/NAME`. */
  binariesOf(plans: readonly ProgramPlan[]): SourceFile[];
  /** The plan with the paths of this machine replaced by those of the task. */
  relocate(plan: ProgramPlan): ProgramPlan;
}

/**
 * Lays out the packages of programs (paths of files) and of the supervisor below `root`; whatever else a plan names goes to `others`.
 * Both are folders as the task sees them.
 */
export function layOut(o: { programs: readonly string[]; root: string; others: string }): Layout {
  const ownPath = new URL('../../supervisor/main', import.meta.url).pathname;
  const fromSources = import.meta.url.endsWith('.ts');
  const supervisor = fromSources ? `${ownPath}.ts` : `${ownPath}.js`;
  const entries = [supervisor, ...o.programs].map(packageOf).filter((each) => each !== undefined);
  const packages = foldersOf(entries);
  const node = join(o.root, 'bin/node');
  const place = (path: string): string => {
    if (path === process.execPath) return node;
    const found = owner(path, packages);
    return found === undefined
      ? join(o.others, 'bin', basename(path))
      : join(o.root, found.place, relative(found.folder, path));
  };
  return {
    node: { from: process.execPath, path: 'bin/node', mode: 0o755 },
    code: packages.flatMap((each) => codeOf(each, { fromSources })),
    // Tells the supervisor that its packages lie beside each other.
    texts: new Map([['bundle.json', `${JSON.stringify({ node: process.version })}\n`]]),
    supervisor: [node, ...(fromSources ? ['--conditions=source'] : []), place(supervisor)],
    binariesOf: (plans) =>
      filesIn(plans)
        .filter((path) => path !== process.execPath && owner(path, packages) === undefined)
        .map((from) => ({ from, path: `bin/${basename(from)}`, mode: 0o755 })),
    relocate(plan) {
      const [command, ...args] = plan.argv.map((argument) => (isOurs(argument) ? place(argument) : argument));
      return { ...plan, argv: [command!, ...args] };
    },
  };
}

/** Files of this machine that plans name and a task would not have. Throws `RUN_UNSUPPORTED` for a folder. */
export function filesIn(plans: readonly ProgramPlan[]): string[] {
  return [...new Set(plans.flatMap(({ argv }) => argv).filter(isOurs))];
}

function owner(path: string, packages: readonly InstalledPackage[]): InstalledPackage | undefined {
  const folder = packageOf(path);
  return packages.find((each) => each.folder === folder);
}

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

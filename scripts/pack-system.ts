/**
 * The archive and the Debian package of Slotbench as a program of a system: built packages, what they depend on and a Node, so
 * that the machine needs nothing else. `npm run pack -- --system [DIR]`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packageName, rooms } from './rooms.ts';
import { root } from './sources.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
}

/** Of a dependency, what only its authors or a compiler read. */
const LEFT_OUT =
  /(?:\.d\.[cm]?ts|\.map|\.tsbuildinfo|\.md|\.markdown)$|\/(?:test|tests|docs|examples|src)(?:\/|$)/;

export interface SystemPackages {
  readonly archive: string;
  readonly debian: string | undefined;
}

/** `node`: the program to bring along; `level`: gzip's, 1 to 9; `debian: false`: the archive alone. The packages have to be built. */
export function packSystem(
  destination: string,
  o: { node: string; level: number; debian?: boolean },
): SystemPackages {
  const { node, level } = o;
  const { version } = manifestOf(join(root, 'packages/cli'));
  const name = `slotbench-${version}-linux-${process.arch}`;
  const staged = join(destination, name);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(join(staged, 'lib'), { recursive: true });
  stageLibrary(join(staged, 'lib'), node);
  writeFileSync(
    join(staged, 'programs'),
    programs()
      .map((line) => `${line}\n`)
      .join(''),
  );
  cpSync(join(root, 'deploy/systemd'), join(staged, 'systemd'), { recursive: true });
  cpSync(join(root, 'deploy/install'), staged, { recursive: true });
  cpSync(join(root, 'deploy/oci'), staged, { recursive: true });
  cpSync(join(root, 'deploy/grafana'), join(staged, 'share/grafana'), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
  writeFileSync(join(staged, 'SHA256SUMS'), sums(staged));

  const archive = join(destination, `${name}.tar.gz`);
  // The same input gives the same bytes: names in order, no times, no owners.
  run('tar', [
    ...[
      '--sort=name',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      `--use-compress-program=gzip -n -${level}`,
    ],
    ...['-C', destination, '-cf', archive, name],
  ]);
  writeFileSync(`${archive}.sha256`, `${hashOf(archive)}  ${basename(archive)}\n`);
  const debian = o.debian === false ? undefined : packDebian(destination, staged, { version, level });
  rmSync(staged, { recursive: true });
  return { archive, debian };
}

/** Node and, as npm would install them, every package with what it depends on. */
function stageLibrary(lib: string, node: string): void {
  cpSync(node, join(lib, 'node'));
  chmodSync(join(lib, 'node'), 0o755);
  const wanted = rooms.map((room) => packageName(room.name));
  const seen = new Set<string>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const from = join(root, 'node_modules', name);
    const { dependencies = {}, files = [] } = manifestOf(from);
    wanted.push(...Object.keys(dependencies));
    const own = rooms.some((room) => packageName(room.name) === name);
    const parts = own ? ['package.json', ...files.filter((part) => part !== 'src')] : readdirSync(from);
    for (const part of parts)
      if (existsSync(join(from, part)))
        cpSync(join(from, part), join(lib, 'node_modules', name, part), {
          recursive: true,
          dereference: true,
          filter: (source) => !LEFT_OUT.test(source.slice(from.length)),
        });
  }
}

/** Lines `name path` of the programs of all packages. */
function programs(): string[] {
  return rooms.flatMap((room) => {
    const { bin = {} } = manifestOf(join(root, 'packages', room.name));
    return Object.entries(bin).map(([name, path]) => `${name} ${join(packageName(room.name), path)}`);
  });
}

function sums(folder: string): string {
  const files = globSync('**', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  return files
    .sort()
    .map((path) => `${hashOf(join(folder, path))}  ${path}\n`)
    .join('');
}

/** What install.sh puts below /usr, as a Debian package; undefined where there is no dpkg-deb. */
function packDebian(
  destination: string,
  staged: string,
  { version, level }: { version: string; level: number },
): string | undefined {
  if (spawnSync('dpkg-deb', ['--version']).error !== undefined) return undefined;
  const tree = join(destination, 'debian');
  rmSync(tree, { recursive: true, force: true });
  run(join(staged, 'install.sh'), ['--prefix', '/usr', '--destdir', tree]);
  // dpkg knows what is installed; a second list would only disagree with it.
  for (const file of ['files', 'uninstall.sh']) rmSync(join(tree, 'usr/lib/slotbench', file));
  cpSync(join(root, 'deploy/debian'), join(tree, 'DEBIAN'), { recursive: true });
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch;
  const kilobytes = Number(run('du', ['-sk', join(tree, 'usr')]).split('\t')[0]);
  writeFileSync(
    join(tree, 'DEBIAN/control'),
    `Package: slotbench
Version: ${version}
Architecture: ${architecture}
Maintainer: Slotbench maintainers <slotbench@example.org>
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.28), libstdc++6 (>= 9)
Recommends: openssh-client
Section: net
Priority: optional
Description: collector of Cardano nodes' traces, benchmark of Cardano nodes
 Takes the place of cardano-tracer and measures what a change of a node does; brings
 its own Node. The operator's guide is docs/guide-collector.md.
`,
  );
  const debian = join(destination, `slotbench_${version}_${architecture}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', `-z${level}`, '--build', tree, debian]);
  rmSync(tree, { recursive: true });
  return debian;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: dirname(root),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}${stdout}`);
  return stdout;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageName, type Room, rooms } from './rooms.ts';
import { type Import, resolveRelative, root, type Source } from './sources.ts';

/** Every way in which the import directions of `rooms.ts` are broken, one sentence each. */
export function checkImports(sources: readonly Source[]): string[] {
  return [
    ...tableFaults(),
    ...rooms.flatMap(manifestFaults),
    ...sources.flatMap((source) => source.imports.flatMap((i) => importFaults(source, i))),
    ...moduleCycles(sources),
  ];
}

/** A row may name only rows above it; with that, no cycle between packages exists. */
function tableFaults(): string[] {
  const faults: string[] = [];
  const above = new Set<string>();
  for (const room of rooms) {
    for (const name of room.imports)
      if (!above.has(name))
        faults.push(`scripts/rooms.ts: ${room.name} names ${name}, which does not stand above it`);
    above.add(room.name);
  }
  return faults;
}

/** package.json and tsconfig.json of a room say the same as its row. */
function manifestFaults(room: Room): string[] {
  const path = `packages/${room.name}/package.json`;
  const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const allowed = new Set([...room.imports, ...(room.programs ?? []), 'tracing'].map(packageName));
  const faults: string[] = [];
  if (manifest.name !== packageName(room.name)) faults.push(`${path}: name is not ${packageName(room.name)}`);
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    if (dependency.startsWith('@slotbench/') && !allowed.has(dependency))
      faults.push(`${path}: ${dependency} is not in the row of ${room.name}`);
  const tsconfig = JSON.parse(readFileSync(join(root, `packages/${room.name}/tsconfig.json`), 'utf8'));
  for (const { path: reference } of tsconfig.references ?? [])
    if (!room.imports.includes(reference.replace('../', '')))
      faults.push(`packages/${room.name}/tsconfig.json: references ${reference}, not in the row`);
  return faults;
}

function importFaults(source: Source, { specifier }: Import): string[] {
  const place = `${source.path}: '${specifier}'`;
  const room = /^packages\/([^/]+)\//.exec(source.path)?.[1];
  if (specifier.startsWith('.')) {
    if (!/\.(ts|js|json)$/.test(specifier)) return [`${place} must name the file with its ending`];
    const target = resolveRelative(source.path, specifier);
    if (room !== undefined && !target.startsWith(`packages/${room}/`) && !target.startsWith('scripts/'))
      return [`${place} leaves the package; import it by its package name`];
    return existsSync(join(root, target)) ? [] : [`${place} does not exist`];
  }
  const other = /^@slotbench\/([^/]+)(\/.*)?$/.exec(specifier);
  if (other === null || room === undefined || other[1] === room) return [];
  const row = rooms.find((r) => r.name === room);
  if (row === undefined) return [`${place}: no room is called ${room}; add it to scripts/rooms.ts`];
  if (source.path.startsWith(`packages/${room}/test/`) && row.tests?.includes(other[1]!)) return [];
  if (!row.imports.includes(other[1]!))
    return [`${place}: ${room} may import ${row.imports.join(', ') || 'no room'}`];
  return other[2] === undefined || isDoor(other[1]!, other[2])
    ? []
    : [`${place}: import what the package exports by its name`];
}

/** A further public entry that the package's manifest names, such as `@slotbench/analysis/statistics`. */
function isDoor(room: string, path: string): boolean {
  const { exports } = JSON.parse(readFileSync(join(root, `packages/${room}/package.json`), 'utf8'));
  return exports[`.${path}`]?.types !== undefined;
}

/** Cycles of value imports inside a package: each is named once, by its files. */
function moduleCycles(sources: readonly Source[]): string[] {
  const targets = new Map<string, string[]>();
  for (const source of sources)
    targets.set(
      source.path,
      source.imports
        .filter((i) => i.specifier.startsWith('.') && !i.typeOnly)
        .map((i) => resolveRelative(source.path, i.specifier)),
    );
  const faults: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      faults.push(`cycle: ${[...trail.slice(at), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return faults;
}

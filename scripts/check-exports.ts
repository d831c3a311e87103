import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageName, rooms } from './rooms.ts';
import { resolveRelative, root, type Source } from './sources.ts';

/**
 * Exports that nobody uses. A name exported by a file must be imported by another file; a value exported by a
 * package's index must be used outside its `src`, or be shown in the package's README, which is its public door.
 */
export function checkExports(sources: readonly Source[]): string[] {
  return [...rooms.flatMap((room) => unusedDoors(room.name, sources)), ...unusedNames(sources)];
}

function unusedDoors(room: string, sources: readonly Source[]): string[] {
  const index = sources.find((s) => s.path === `packages/${room}/src/index.ts`);
  if (index === undefined) return [];
  const name = packageName(room);
  const used = new Set(
    sources.flatMap((s) => s.imports.filter((i) => i.specifier === name).flatMap((i) => i.names)),
  );
  for (const source of sources)
    if (source.path.startsWith(`packages/${room}/test/`))
      for (const i of source.imports)
        if (i.specifier.startsWith('.') && resolveRelative(source.path, i.specifier) === index.path)
          for (const imported of i.names) used.add(imported);
  const readmePath = join(root, `packages/${room}/README.md`);
  if (!existsSync(readmePath)) return [`packages/${room}/README.md is missing`];
  const readme = readFileSync(readmePath, 'utf8');
  return index.exports
    .filter((e) => e.kind === 'value' && !used.has('*') && !used.has(e.name))
    .filter((e) => !new RegExp(`\\b${e.name}\\b`).test(readme))
    .map((e) => `${index.path}: ${e.name} is used nowhere outside and not shown in the README`);
}

function unusedNames(sources: readonly Source[]): string[] {
  const used = new Set<string>();
  for (const source of sources)
    for (const i of source.imports)
      if (i.specifier.startsWith('.'))
        for (const name of i.names) used.add(`${resolveRelative(source.path, i.specifier)}#${name}`);
  return sources
    .filter(
      (s) => s.path.startsWith('packages/') && s.path.includes('/src/') && !s.path.endsWith('/index.ts'),
    )
    .flatMap((s) =>
      s.exports
        .filter((e) => !used.has(`${s.path}#${e.name}`) && !used.has(`${s.path}#*`))
        .filter((e) => e.kind === 'value' || occurrences(s.text, e.name) < 2)
        .map((e) => `${s.path}: ${e.name} is exported and imported nowhere`),
    );
}

/** A type that its own file uses again is part of an exported signature and stays exported. */
function occurrences(text: string, name: string): number {
  return text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
}

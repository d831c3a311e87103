import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One `import … from` or `export … from` of a source file. */
export interface Import {
  readonly specifier: string;
  /** Imported names as the other module exports them; `*` for a namespace or a dynamic import. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

export interface Source {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Names that the file exports itself or passes on, with what each is. */
  readonly exports: readonly { name: string; kind: 'value' | 'type' }[];
}

export const root = normalize(join(import.meta.dirname, '..'));

/** Every TypeScript file of the repository that belongs to it, parsed by line patterns (Biome keeps them regular). */
export function readSources(): Source[] {
  const patterns = ['packages/*/{src,test}/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts', 'scripts/**/*.ts'];
  return globSync(patterns, { cwd: root })
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): Source {
  const code = withoutComments(text);
  return { path, text, imports: [...staticImports(code), ...dynamicImports(code)], exports: exportsOf(code) };
}

/** The file that a relative import of `from` names. */
export function resolveRelative(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier));
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}

function staticImports(code: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /^(?:import|export)\s+(type\s+)?(\*(?:\s+as\s+\w+)?|\{[^}]*\}|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+'([^']+)'/gm;
  for (const [, type, clause, specifier] of code.matchAll(pattern)) {
    const names = namesOf(clause!);
    const typeOnly = type !== undefined || (names.length > 0 && names.every((n) => n.type));
    found.push({ specifier: specifier!, names: names.map((n) => n.name), typeOnly });
  }
  for (const [, specifier] of code.matchAll(/^import\s+'([^']+)'/gm))
    found.push({ specifier: specifier!, names: [], typeOnly: false });
  return found;
}

function namesOf(clause: string): { name: string; type: boolean }[] {
  if (clause.startsWith('*')) return [{ name: '*', type: false }];
  const braces = /\{([^}]*)\}/.exec(clause);
  const listed = (braces?.[1] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({
      type: part.startsWith('type '),
      name: part.replace(/^type\s+/, '').split(/\s+as\s+/)[0]!,
    }));
  return clause.startsWith('{') ? listed : [{ name: 'default', type: false }, ...listed];
}

function dynamicImports(code: string): Import[] {
  return [...code.matchAll(/\bimport\('([^']+)'\)/g)].map(([, specifier]) => ({
    specifier: specifier!,
    names: ['*'],
    typeOnly: false,
  }));
}

function exportsOf(code: string): { name: string; kind: 'value' | 'type' }[] {
  const found: { name: string; kind: 'value' | 'type' }[] = [];
  const declared =
    /^export\s+(?:async\s+)?(function\*?|const|let|class|abstract class|interface|type)\s+(\w+)/gm;
  for (const [, keyword, name] of code.matchAll(declared))
    found.push({ name: name!, kind: keyword === 'interface' || keyword === 'type' ? 'type' : 'value' });
  for (const [, type, list] of code.matchAll(/^export\s+(type\s+)?\{([^}]*)\}/gm))
    for (const part of list!.split(',').map((p) => p.trim())) {
      if (part === '') continue;
      const isType = type !== undefined || part.startsWith('type ');
      const name = part
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)
        .at(-1)!;
      found.push({ name, kind: isType ? 'type' : 'value' });
    }
  return found;
}

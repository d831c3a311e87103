import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchmarkScript, Data, Script } from '@slotbench/plutus';
import type { Io } from './command.ts';
import { CliError } from './errors.ts';

/** A script that a command names: one of the library, or one in a file. */
export interface ScriptSource extends Script {
  readonly name: string;
  readonly about: string;
  /** `builtin: NAME` or `file: PATH`. */
  readonly id: string;
  readonly layers: 1 | 2;
  readonly redeemer?: Data;
  readonly datum?: Data;
  readonly calibrated: boolean;
  /** The file that it came from. */
  readonly path?: string;
}

export const SCRIPT_ARGUMENT = {
  name: 'script',
  help: 'name in the library, or file: text envelope, plutus.json#TITLE (CIP-57), .ts that exports a script',
};

/** Finds a script by its name, or reads the file; `fresh` reads a module again that was read before. */
export async function scriptNamed(
  name: string,
  io: Pick<Io, 'cwd'>,
  o: { fresh?: number } = {},
): Promise<ScriptSource> {
  const { findScript, library } = await import('@slotbench/plutus');
  const [file = '', title] = name.split('#');
  const isFile = /\.(?:ts|json)$|\//.test(file) || title !== undefined;
  const found = isFile ? undefined : findScript(name);
  if (found !== undefined) return { ...found, id: `builtin: ${found.name}` };
  const path = resolve(io.cwd, file);
  try {
    if (path.endsWith('.ts')) return await fromModule(path, file, o.fresh);
    return await fromText(await readFile(path, 'utf8'), { path, file, title });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || isFile) throw explained(cause, file);
    const names = library.map((script) => script.name).join(', ');
    throw new CliError({
      exit: 'noInput',
      message: `unable to find plutus script for ‘${name}’: expected a file, or one of ${names}`,
      cause,
    });
  }
}

async function fromText(
  text: string,
  { path, file, title }: { path: string; file: string; title: string | undefined },
): Promise<ScriptSource> {
  const { parseBlueprint, parseEnvelope } = await import('@slotbench/plutus');
  const about = { id: `file: ${file}`, about: file, layers: 2, calibrated: true, path } as const;
  const base = file
    .split('/')
    .at(-1)!
    .replace(/\.[^.]*$/, '');
  if (!/"validators"/.test(text)) return { ...about, name: base, ...parseEnvelope(text, file) };
  const validators = parseBlueprint(text, file);
  const chosen =
    title === undefined && validators.length === 1
      ? validators[0]
      : validators.find((v) => v.title === title);
  if (chosen === undefined)
    throw new CliError({
      exit: 'usage',
      message: `${file}: expected a validator behind #, one of ${validators.map((v) => v.title).join(', ')}; got ${title ?? 'none'}`,
    });
  return { ...about, name: chosen.title, language: chosen.language, flat: chosen.flat };
}

async function fromModule(path: string, file: string, fresh = 0): Promise<ScriptSource> {
  const url = `${pathToFileURL(path).href}${fresh === 0 ? '' : `?${fresh}`}`;
  const exported = Object.values((await import(url)) as Record<string, unknown>);
  const [script] = exported.filter(
    (value): value is BenchmarkScript =>
      (value as Partial<BenchmarkScript> | null)?.flat instanceof Uint8Array,
  );
  if (script === undefined)
    throw new CliError({
      exit: 'badData',
      message: `${file}: expected an export made by benchmarkScript, got none`,
    });
  return { ...script, id: `file: ${file}`, path };
}

function explained(cause: unknown, file: string): unknown {
  if (cause instanceof CliError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const place = message.startsWith(file) ? '' : `${file}: `;
  const exit = code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' ? 'noInput' : 'badData';
  return new CliError({ exit, message: `${place}${message}`, cause });
}

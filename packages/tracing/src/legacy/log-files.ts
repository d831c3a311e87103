import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { byCodePoint } from '../format/key-order.ts';
import { type ByteSink, fdSink } from '../sink/byte-sink.ts';

/** An open log file. */
export interface LogFile {
  readonly path: string;
  readonly sink: ByteSink;
  /** At opening. */
  readonly sizeBytes: number;
  close(): void;
}

/** The files of one tracing: one that is open is not opened again, as in a Haskell process. */
export class LogFiles {
  readonly #open = new Set<string>();
  readonly #print: (text: string) => void;

  /** `print` takes what the library prints on standard output when something goes wrong. */
  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** undefined if it cannot be opened; that is printed, after `problem`. */
  open(path: string, flags: 'a' | 'w', problem: string): LogFile | undefined {
    try {
      const key = resolve(path);
      if (this.#open.has(key)) throw Object.assign(new Error(), { code: 'EBUSY' });
      const fd = openSync(path, flags);
      this.#open.add(key);
      return {
        path,
        sink: fdSink(fd),
        sizeBytes: fstatSync(fd).size,
        close: () => {
          closeSync(fd);
          this.#open.delete(key);
        },
      };
    } catch (error) {
      this.#tell(problem, `${path}: openFile`, error);
      return undefined;
    }
  }

  makeFolder(path: string, problem: string): void {
    const folder = dirname(path);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      this.#tell(`${problem}: ${folder}`, `${folder}: createDirectory`, error);
    }
  }

  /** Makes `link` lead to `target` beside it; a plain file of that name goes, a link that leads nowhere stays. */
  link(link: string, target: string): void {
    try {
      if (existsSync(link) && statSync(link).isFile()) rmSync(link);
      symlinkSync(basename(target), link);
    } catch (error) {
      this.#tell(`cannot create symlink: ${link}`, `${link}: createFileLink:createSymbolicLink`, error);
    }
  }

  #tell(problem: string, where: string, error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    this.#print(`${problem}\nexception: ${where}: ${reasons[code] ?? (error as Error).message}\n`);
  }
}

/** GHC's words for the errors of the system. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied (Permission denied)',
  EBUSY: 'resource busy (file is locked)',
  EEXIST: 'already exists (File exists)',
  EISDIR: 'inappropriate type (Is a directory)',
  ENOENT: 'does not exist (No such file or directory)',
  ENOSPC: 'resource exhausted (No space left on device)',
  ENOTDIR: 'inappropriate type (Not a directory)',
};

/** Digits of `YYYYMMDDHHMMSS`. */
const STAMP = 14;

/** `logs/node.json` opened at this second: `logs/node-20230531120000.json`. */
export function stampedPath(path: string, seconds: number): string {
  const extension = extname(path);
  const stamp = new Date(seconds * 1000).toISOString().slice(0, 19).replace(/\D/g, '');
  return `${path.slice(0, path.length - extension.length)}-${stamp}${extension}`;
}

/**
 * Files that the library takes for those of `path`, oldest first. It looks at the name up to its first dash, at a dash, and at the
 * extension fourteen characters later; so `node-0.json` never finds its own files, and `….json.bak` is one of `node.json`.
 */
export function stampedFiles(path: string): string[] {
  const folder = dirname(path);
  const extension = extname(path);
  const start = `${basename(path, extension).split('-')[0]}-`;
  return readdirSync(folder)
    .filter(
      (name) =>
        name.startsWith(start) &&
        name.length >= start.length + STAMP &&
        name.startsWith(extension, start.length + STAMP),
    )
    .sort(byCodePoint)
    .map((name) => join(folder, name));
}

/** Seconds since 1970 by the stamp in the name; undefined if there is none. */
export function stampOf(file: string): number | undefined {
  const digits = /-(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(basename(file));
  if (digits === null) return undefined;
  const [, year, month, day, hour, minute, second] = digits;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** True for what `rmSync` may remove as an old log. */
export function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

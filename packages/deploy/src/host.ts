import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DeployError } from './errors.ts';

/** A host as a command reaches it: its files below a root, its programs. */
export interface Host {
  /** undefined: there is no such file. */
  read(path: string): string | undefined;
  /** In one step: a reader sees the old text or the new. */
  write(path: string, text: string, mode: number): void;
  remove(path: string): void;
  stat(path: string): { mode: number; uid: number; gid: number; isFolder: boolean } | undefined;
  run(program: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string };
}

/** This machine, or a tree of files below `root` that is to become one. */
export function thisHost(root = '/'): Host {
  const at = (path: string) => join(root, path);
  return {
    read(path) {
      try {
        return readFileSync(at(path), 'utf8');
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
        throw new DeployError({
          code: 'DEPLOY_MISSING_FILE',
          message: `${at(path)} cannot be read: ${(error as Error).message}`,
          cause: error,
        });
      }
    },
    write(path, text, mode) {
      try {
        mkdirSync(dirname(at(path)), { recursive: true });
        const fresh = `${at(path)}.new`;
        rmSync(fresh, { force: true });
        writeFileSync(fresh, text, { mode, flag: 'wx' });
        renameSync(fresh, at(path));
      } catch (cause) {
        throw new DeployError({
          code: 'DEPLOY_WRITE',
          message: `${at(path)} cannot be written: ${(cause as Error).message}`,
          faults: ['run it as root, or with --out and a folder that is yours'],
          cause,
        });
      }
    },
    remove(path) {
      rmSync(at(path), { force: true });
      // The folder of a unit's drop-ins is nobody's once it is empty.
      const folder = dirname(at(path));
      if (folder.endsWith('.service.d') && existsSync(folder) && readdirSync(folder).length === 0)
        rmdirSync(folder);
    },
    stat(path) {
      try {
        const found = statSync(at(path));
        return { mode: found.mode, uid: found.uid, gid: found.gid, isFolder: found.isDirectory() };
      } catch {
        return undefined;
      }
    },
    run(program, args) {
      const { status, stdout, stderr, error } = spawnSync(program, args, {
        encoding: 'utf8',
        timeout: 20_000,
      });
      return { status, stdout: stdout ?? '', stderr: error === undefined ? (stderr ?? '') : error.message };
    },
  };
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { delimiter } from 'node:path';
import { findCommand } from '../components.ts';
import { ClusterError } from '../errors.ts';

const VERSION_MS = 10_000;

/**
 * A node's program: at `path`, else called `name` on PATH. Its version is the first number with dots that it prints for
 * `versionArgs`; its hash is the commit that it prints, else the digest of the file. Throws PROGRAM_MISSING.
 */
export async function findBinary(o: {
  name: string;
  path: string | undefined;
  versionArgs: readonly string[];
}): Promise<{ path: string; version: string; hash: string; text: string }> {
  const path = o.path ?? (await findCommand([o.name], (process.env.PATH ?? '').split(delimiter)));
  if (path === null)
    throw new ClusterError('PROGRAM_MISSING', {
      place: o.name,
      problem: 'is not on PATH',
      fix: `install it, or name it with --node-binary FILE`,
    });
  const text = await ask(path, o.versionArgs);
  const commit = /\b[0-9a-f]{40}\b/.exec(text)?.[0];
  return {
    path,
    version: /\d+(?:\.\d+)+[\w.+-]*/.exec(text)?.[0] ?? 'unknown',
    hash: commit ?? (await digest(path)),
    text,
  };
}

async function ask(path: string, args: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    execFile(path, [...args], { timeout: VERSION_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === 'string')
        reject(
          new ClusterError('PROGRAM_MISSING', {
            place: path,
            problem: `cannot be started (${error.code})`,
            fix: 'name another program with --node-binary FILE',
            cause: error,
          }),
        );
      else resolve(stdout + stderr);
    });
  });
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

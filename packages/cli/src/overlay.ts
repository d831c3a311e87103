import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from './errors.ts';

/** Reads a JSON overlay; errors name the file and, for bad JSON, the place in it. */
export async function readOverlay(path: string, cwd: string): Promise<unknown> {
  const file = resolve(cwd, path);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError({
      exit: 'noInput',
      message: `overlay ${path}: ${(cause as Error).message.replace(/,.*/, '')}; name a JSON file`,
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError({
      exit: 'badData',
      message: `overlay ${path}: expected JSON, got ${(cause as Error).message}`,
      cause,
    });
  }
}

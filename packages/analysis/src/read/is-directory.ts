import { statSync } from 'node:fs';

/** False also where nothing is, or nothing can be seen. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

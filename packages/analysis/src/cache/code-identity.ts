import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** Folders of this package whose code decides what columns say. */
const FOLDERS = ['adapter', 'columns', 'fold', 'read', 'cache'];

/** A hash of the code that folds: columns of another version, released or not, are never taken for its own. */
export async function codeIdentity(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    const url = new URL(`../${folder}/`, import.meta.url);
    const names = (await readdir(url)).filter((name) => /(?<!\.d)\.[jt]s$/.test(name)).sort();
    const contents = await Promise.all(names.map((name) => readFile(new URL(name, url))));
    for (const [i, content] of contents.entries())
      hash.update(`${names[i]} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

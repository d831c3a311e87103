import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** What runs is what was loaded, whatever happens to the files later. */
let known: Promise<string> | undefined;

/** A hash of the code of this package: columns of another version, released or not, are never taken for its own. */
export function codeIdentity(): Promise<string> {
  known ??= hashCode(new URL('../', import.meta.url));
  return known;
}

async function hashCode(root: URL): Promise<string> {
  const names = (await readdir(root, { recursive: true })).filter((name) => /(?<!\.d)\.[jt]s$/.test(name));
  names.sort();
  const contents = await Promise.all(names.map((name) => readFile(new URL(name, root))));
  const hash = createHash('sha256');
  for (const [i, content] of contents.entries())
    hash.update(`${names[i]} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

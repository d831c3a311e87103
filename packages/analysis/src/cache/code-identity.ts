import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** What runs is what was loaded, whatever happens to the files later. */
let known: string | undefined;

/** A hash of the code of this package: columns of another version, released or not, are never taken for its own. */
export function codeIdentity(): string {
  known ??= hashCode(new URL('../', import.meta.url));
  return known;
}

/** At once: two hundred small files take 6 ms like this and 40 ms by way of promises. */
function hashCode(root: URL): string {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.d)\.[jt]s$/.test(name),
  );
  names.sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = readFileSync(new URL(name, root));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

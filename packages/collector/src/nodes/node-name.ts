import { posix } from 'node:path';

/**
 * Everything between a name that came over a socket and a name that touches the disk or a URL. No other file of
 * the collector makes a path out of a node's words.
 */

/** Longest directory name in bytes that we make; file systems allow 255. */
const DIRECTORY_BYTES = 200;

/**
 * The node's own name (`niName`) made safe to show and to use as a label: `" ' : @`, white space and control
 * characters become `_`, `*` and `?` go, everything but letters and digits goes at both ends.
 * Source: cardano-tracer 0.5.0 `sanitizeNodeName`; control characters are our addition.
 */
export function sanitizeNodeName(name: string): string {
  return name
    .replace(/["':@\s\x00-\x1f\x7f]/gu, '_')
    .replace(/[*?]/gu, '')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[^\p{L}\p{N}]+$/u, '');
}

/**
 * The folder under `logRoot` for a node: the last path component of the sanitised name, so no name reaches
 * outside; `undefined` if nothing usable is left.
 */
export function logDirectory(name: string): string | undefined {
  const base = posix.basename(sanitizeNodeName(name).replaceAll('\\', '_'));
  const cut = cutBytes(base, DIRECTORY_BYTES);
  return cut === '' || cut === '.' || cut === '..' ? undefined : cut;
}

/**
 * The connection's own id, from the address that listens and a counter: `/tmp/forwarder.sock@0` becomes
 * `tmp-forwardersock@0`. Source: cardano-tracer's `connIdToNodeId`.
 */
export function connectionId(remote: string): string {
  return remote
    .replaceAll('LocalAddress', '')
    .replaceAll('.', '')
    .replaceAll('pipe', '')
    .replace(/[\\/" ]/gu, '-')
    .replaceAll('--', '')
    .replace(/-$/u, '')
    .replace(/^-/u, '');
}

/** The node's path on the Prometheus server. Source: slugify 0.1.0.2. */
export function slug(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\x00-\x7f]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_\s-]/gu, '')
    .split(/[-_\s]+/u)
    .filter((part) => part !== '')
    .join('-');
}

function cutBytes(text: string, limit: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}

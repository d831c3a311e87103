import { open, readFile } from 'node:fs/promises';
import { blake2b } from '@noble/hashes/blake2.js';
import { toHex } from '@slotbench/cbor';
import type { Era } from './era-files.ts';
import { parseJson } from './json.ts';

/**
 * What a node's configuration calls `ByronGenesisHash`, `ShelleyGenesisHash` and so on: blake2b-256, hex. Of the bytes of the
 * file, except Byron's, which is hashed in its canonical form: keys sorted, no spaces.
 */
export async function genesisFileHash(era: Era, path: string): Promise<string> {
  const hash = blake2b.create({ dkLen: 32 });
  if (era === 'byron') hash.update(Buffer.from(canonicalJson(parseJson(await readFile(path, 'utf8')))));
  else {
    const file = await open(path);
    for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) hash.update(chunk);
  }
  return toHex(hash.digest());
}

/** Only quotation mark and backslash are escaped (Haskell's canonical-json). */
function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`);
  return `{${members.join(',')}}`;
}

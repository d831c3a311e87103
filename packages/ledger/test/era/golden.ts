import { existsSync, readFileSync } from 'node:fs';
import { fromHex, Reader } from '@slotbench/cbor';

const file = new URL('../../../../../shared/data/forwarding/consensus-golden.json', import.meta.url);

/** Why the golden encodings cannot be tested, or false. */
export const skip = existsSync(file)
  ? false
  : 'the shared golden encodings of ouroboros-consensus are not at hand';

/** The node-to-node encoding of this name. */
export function golden(name: string): Uint8Array {
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, string> };
  return fromHex(files[`cardano/CardanoNodeToNodeVersion2/${name}`]!);
}

/** `[era, #6.24(bytes)]`: both. */
export function unwrapEra(wrapped: Uint8Array): { index: number; bytes: Uint8Array } {
  const reader = new Reader(wrapped);
  reader.expectArray(2);
  const index = reader.uint();
  // Byron's header has a level more, its transaction no tag 24.
  if (reader.peek() !== 'tag') return { index, bytes: reader.skip() };
  reader.expectTag(24);
  return { index, bytes: reader.bytes() };
}

/** `#6.24(bytes)`: the bytes. */
export function unwrap(wrapped: Uint8Array): Uint8Array {
  const reader = new Reader(wrapped);
  reader.expectTag(24);
  return reader.bytes();
}

import { hash } from 'node:crypto';

/** 32 bytes for the place `path`, such as `pool/1/cold`: unrelated for every path, the same whenever they are asked for. */
export type KeyMaterial = (path: string) => Uint8Array;

/**
 * Everything secret of a network from one seed: SHA-512/256 of seed ‖ path, so that any one key can be made again without
 * the others. The seed is a secret like the keys.
 */
export function keyMaterial(seed: Uint8Array): KeyMaterial {
  const head = Buffer.from(seed).toString('hex');
  return (path) => hash('sha512-256', `${head}/${path}`, 'buffer');
}

/** The seed that a person spells. */
export function seedOfText(text: string): Uint8Array {
  return hash('sha512-256', text, 'buffer');
}

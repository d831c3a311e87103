import { hash } from 'node:crypto';

/**
 * Remembers what was made of scripts, by the hash of their bytes; forgets the one that was not used for the longest
 * time. SHA-256, because Node computes it 40 times as fast as the ledger's hash can be computed in JavaScript.
 */
export function createScriptCache<T>(maxScripts: number, make: (flat: Uint8Array) => T) {
  const known = new Map<string, T>();
  return (flat: Uint8Array): T => {
    const key = hash('sha256', flat, 'base64');
    const before = known.get(key);
    if (before !== undefined) {
      known.delete(key);
      known.set(key, before);
      return before;
    }
    const made = make(flat);
    known.set(key, made);
    if (known.size > maxScripts) known.delete(known.keys().next().value!);
    return made;
  };
}

/**
 * A bounded memory of what was computed for a key. At `capacity` the older half is forgotten: cheap, and a
 * working set that fits is never rebuilt twice in a row. Used for parsed keys, which cost far more than the look-up.
 */
export function remember<V>(capacity: number, compute: (bytes: Uint8Array) => V): (bytes: Uint8Array) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  return (bytes) => {
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const known = young.get(key);
    if (known !== undefined) return known;
    const value = old.get(key) ?? compute(bytes);
    if (young.size >= capacity / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}

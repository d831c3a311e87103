/** The eras of Cardano in order. */
export const eras = [
  'byron',
  'shelley',
  'allegra',
  'mary',
  'alonzo',
  'babbage',
  'conway',
  'dijkstra',
] as const;
export type Era = (typeof eras)[number];

/** The eras whose blocks and transactions are read; the others are carried as bytes. */
export type ReadEra = Exclude<Era, 'byron' | 'dijkstra'>;

export function isReadEra(era: Era): era is ReadEra {
  return era !== 'byron' && era !== 'dijkstra';
}

/** The era of a stored or fetched block `[tag, block]`: 0 a Byron boundary block, 1 Byron, 2 Shelley and so on. */
export function eraOfBlockTag(tag: number): Era | undefined {
  return eras[Math.max(0, tag - 1)];
}

/** The era of a header, a transaction or an id on the wire, `[index, …]`: 0 Byron, 1 Shelley and so on. */
export function eraOfIndex(index: number): Era | undefined {
  return eras[index];
}

/** Whether headers have the form of Praos (one VRF proof) or that of TPraos (two). */
export function hasPraosHeader(era: ReadEra): boolean {
  return era === 'babbage' || era === 'conway';
}

/** Whether transactions say if their scripts succeed, and blocks which of them failed: since Alonzo. */
export function hasScriptValidity(era: ReadEra): boolean {
  return eras.indexOf(era) >= eras.indexOf('alonzo');
}

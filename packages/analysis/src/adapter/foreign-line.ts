/** What adapters of nodes with a log format of their own have in common. */

/** A message's name as a namespace; texts with numbers in them would give one each, so it is cut. */
export function nameOf(prefix: string, message: string): string {
  return prefix + message.slice(0, 60);
}

export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function hashAt(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : undefined;
}

/** `SLOT.HASH`. */
export function pointAt(value: unknown): { slot: number; hash: string } | undefined {
  const match = typeof value === 'string' ? /^(\d{1,15})\.([0-9a-f]{64})$/.exec(value) : null;
  return match === null ? undefined : { slot: Number(match[1]), hash: match[2]! };
}

/** Polls until `found` gives something; throws with what it waited for after `seconds`. */
export async function until<T>(what: string, found: () => T | undefined | false, seconds = 30): Promise<T> {
  const endMs = Date.now() + seconds * 1000;
  for (;;) {
    const value = found();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > endMs) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

import { isUtf8 } from 'node:buffer';

/** Longer lines are refused: they would not fit the limits of an acceptor. */
const LINE_BYTES = 1 << 20;

/** A line without its line break, or why it cannot be used; `number` counts from 1. */
export type InputLine = { readonly number: number } & (
  | { readonly text: string }
  | { readonly reason: string }
);

/**
 * Lines of a byte stream, in any cut, LF or CRLF; a last line without a line break counts. On abort the whole lines
 * that have come still follow.
 */
export async function* splitLines(
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<InputLine> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let number = 0;
  const add = (part: Uint8Array): void => {
    bytes += part.length;
    // Of a line that is too long only the length is kept.
    if (bytes <= LINE_BYTES) parts.push(part);
  };
  const finish = (): InputLine => {
    number++;
    const line = bytes > LINE_BYTES ? undefined : Buffer.concat(parts);
    const result =
      line === undefined
        ? { number, reason: `${bytes} bytes, more than ${LINE_BYTES}` }
        : isUtf8(line)
          ? { number, text: line.toString('utf8').replace(/\r$/, '') }
          : { number, reason: 'not UTF-8' };
    parts = [];
    bytes = 0;
    return result;
  };
  for await (const chunk of untilAbort(input, signal)) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      add(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (bytes > 0 && !signal.aborted) yield finish();
}

/** The items of `iterable` up to the abort; one that is awaited then is given up. */
async function* untilAbort<T>(iterable: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const items = iterable[Symbol.asyncIterator]();
  while (!signal.aborted) {
    // A promise of the abort for each item: one for all would keep every item's reaction alive.
    const aborted = Promise.withResolvers<undefined>();
    const onAbort = (): void => aborted.resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const next = items.next();
      next.catch(() => {}); // given up on abort, it may still fail
      const result = await Promise.race([next, aborted.promise]);
      if (result === undefined || result.done === true) return;
      yield result.value;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

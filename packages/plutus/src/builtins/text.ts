import { fail } from './fault.ts';
import { text, type Unlift } from './unlift.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8 = new TextEncoder();

/** Builtins on strings. `log` gets what `trace` says. */
export function textBuiltins({ bytes }: Unlift, log: (line: string) => void) {
  return {
    appendString: (a: unknown, b: unknown) => text(a) + text(b),
    equalsString: (a: unknown, b: unknown) => text(a) === text(b),
    encodeUtf8: (string: unknown): Uint8Array => utf8.encode(text(string)),
    decodeUtf8: (string: unknown): string => {
      const octets = bytes(string);
      try {
        return strictUtf8.decode(octets);
      } catch {
        return fail('bytes that are not UTF-8');
      }
    },
    trace: (line: unknown, value: unknown) => {
      log(text(line));
      return value;
    },
  };
}

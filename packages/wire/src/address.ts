import { WireError } from './errors.ts';

/** Where to listen or connect. */
export type Address = { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number };

/** Longest path of a unix socket in bytes: 108 on Linux less the final NUL. */
const UNIX_PATH_BYTES = 107;

/**
 * Reads `HOST:PORT` or a path: it is TCP if the text after the last `:` is all decimal, 0..65535, and the
 * text before it is not empty (`::1:3000` is host `::1`); anything else is a local path. Throws WIRE_ADDRESS.
 * Source: trace-forward protocol §1.1.
 */
export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  if (colon > 0 && /^\d+$/.test(port) && Number(port) <= 65535)
    return { kind: 'tcp', host: text.slice(0, colon), port: Number(port) };
  if (text === '')
    throw new WireError({
      code: 'WIRE_ADDRESS',
      expected: 'HOST:PORT or a socket path',
      got: 'an empty text',
    });
  return { kind: 'unix', path: text };
}

/** The text that `parseAddress` reads back. */
export function showAddress(address: Address): string {
  return address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
}

/** What node:net wants; throws WIRE_ADDRESS for a path that the kernel would cut. */
export function netOptions(address: Address): { path: string } | { host: string; port: number } {
  if (address.kind === 'tcp') return { host: address.host, port: address.port };
  const bytes = new TextEncoder().encode(address.path).length;
  if (bytes > UNIX_PATH_BYTES)
    throw new WireError({
      code: 'WIRE_ADDRESS',
      expected: `a socket path of at most ${UNIX_PATH_BYTES} bytes`,
      got: `${bytes} bytes: ${address.path}`,
      hint: 'use a shorter folder',
    });
  return { path: address.path };
}

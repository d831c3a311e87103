/** `sun_path` of Linux has 108 bytes, the last of them zero. */
const MOST_BYTES = 107;

/** Why a path cannot be that of a unix socket, with the fix; undefined if it can. */
export function socketPathFault(path: string): string | undefined {
  const bytes = new TextEncoder().encode(path).length;
  if (bytes <= MOST_BYTES) return undefined;
  return `the socket ${path} has ${bytes} bytes and a unix socket at most ${MOST_BYTES}: choose a shorter path, such as one in /run`;
}

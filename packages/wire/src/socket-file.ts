import { type BigIntStats, lstatSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { WireError } from './errors.ts';

/**
 * Makes the path of a unix socket free: removes a socket file that nobody answers on, which nothing else ever does
 * (trap 20). Rejects with WIRE_ADDRESS_IN_USE if somebody answers, with WIRE_ADDRESS if the path is not a socket.
 */
export async function removeDeadSocket(path: string): Promise<void> {
  for (;;) {
    const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isSocket())
      throw new WireError({
        code: 'WIRE_ADDRESS',
        expected: 'a socket or nothing',
        got: `another file: ${path}`,
        hint: 'choose another path',
      });
    if (!(await refuses(path)))
      throw new WireError({
        code: 'WIRE_ADDRESS_IN_USE',
        got: path,
        hint: 'another process answers on this socket',
      });
    // Whoever was started at the same time may have its own socket there by now.
    if (!isSame(found, lstatSync(path, { bigint: true, throwIfNoEntry: false }))) continue;
    rmSync(path, { force: true });
    return;
  }
}

/** A full backlog (EAGAIN) and a socket of somebody else (EACCES) are no sign of death. */
function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path }, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' || code === 'ENOENT'),
    );
  });
}

/** File systems give the number of a removed file to the next one, but not its time. */
function isSame(before: BigIntStats, after: BigIntStats | undefined): boolean {
  return after !== undefined && after.ino === before.ino && after.ctimeNs === before.ctimeNs;
}

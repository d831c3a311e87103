/** Pure: tar archives of plain files (POSIX ustar), as a job's artifacts and a run's files travel. */

export interface TarEntry {
  /** With slashes, relative. */
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/** The bytes of an archive, piece by piece; entries in their order, times 0, so that the same files give the same bytes. */
export function* writeTar(entries: Iterable<TarEntry>): Generator<Uint8Array> {
  for (const { path, mode, content } of entries) {
    yield header(path, mode, content.byteLength);
    yield content;
    const odd = content.byteLength % BLOCK;
    if (odd > 0) yield new Uint8Array(BLOCK - odd);
  }
  yield new Uint8Array(2 * BLOCK);
}

/**
 * The plain files of an archive. Throws on a damaged header, on a path that leaves the folder, and on anything that is neither a
 * file nor a folder.
 */
export function readTar(bytes: Uint8Array): TarEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TarEntry[] = [];
  for (let at = 0; at + BLOCK <= buffer.length; ) {
    const head = buffer.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) return entries;
    if (octal(head, 148, 8) !== checksum(head)) throw new Error(`damaged archive: header at byte ${at}`);
    const prefix = text(head, 345, 155);
    const path = prefix === '' ? text(head, 0, 100) : `${prefix}/${text(head, 0, 100)}`;
    const size = octal(head, 124, 12);
    const type = String.fromCharCode(head[156]!);
    at += BLOCK;
    if (at + size > buffer.length) throw new Error(`damaged archive: ${path} is cut`);
    if (path.startsWith('/') || path.split('/').includes('..') || path.includes('\0'))
      throw new Error(`archive entry '${path}' leaves its folder`);
    if (type === '0' || type === '\0')
      entries.push({ path, mode: octal(head, 100, 8) & 0o777, content: buffer.subarray(at, at + size) });
    else if (type !== '5') throw new Error(`archive entry '${path}' is neither file nor folder`);
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('damaged archive: no end');
}

function header(path: string, mode: number, size: number): Uint8Array {
  const head = Buffer.alloc(BLOCK);
  const { prefix, name } = split(path);
  head.write(name, 0, 'utf8');
  head.write(`${mode.toString(8).padStart(7, '0')}\0`, 100, 'latin1');
  head.write('0000000\0', 108, 'latin1');
  head.write('0000000\0', 116, 'latin1');
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  head.write('00000000000\0', 136, 'latin1');
  head.write('0', 156, 'latin1');
  head.write('ustar\0' + '00', 257, 'latin1');
  head.write(prefix, 345, 'utf8');
  head.write(`${checksum(head).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}

/** ustar has 100 bytes for the name and 155 for the folders before it. */
function split(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new Error(`${path}: too long for an archive`);
}

/** The sum of the header's bytes with its own field as spaces. */
function checksum(head: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : head[i]!;
  return sum;
}

function octal(head: Buffer, at: number, length: number): number {
  return Number.parseInt(head.toString('latin1', at, at + length).replaceAll(/[\0 ]/g, '') || '0', 8);
}

function text(head: Buffer, at: number, length: number): string {
  const field = head.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}

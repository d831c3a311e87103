import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError } from '../errors.ts';
import { systemStartMember } from './era-files.ts';

/**
 * Gives the genesis files of `folder` another start of slot 0, a whole second. The Shelley file is changed in place, where its
 * first member stands: it may be too large to be read for one field.
 */
export async function stampSystemStart(folder: string, systemStart: Date): Promise<void> {
  const head = `{\n${systemStartMember(systemStart)},`;
  const path = join(folder, 'genesis.shelley.json');
  const file = await open(path, 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(head.length), 0, head.length, 0);
    const got = buffer.toString('latin1');
    if (!/^\{\n"systemStart": "[^"]{20}",$/.test(got))
      throw new LedgerError({
        code: 'LEDGER_GENESIS',
        faults: [{ place: path, expected: 'systemStart as its first member', got: JSON.stringify(got) }],
      });
    await file.write(head, 0, 'latin1');
  } finally {
    await file.close();
  }
  const byron = join(folder, 'genesis.byron.json');
  const text = await readFile(byron, 'utf8');
  const seconds = systemStart.getTime() / 1000;
  await writeFile(byron, text.replace(/("startTime": )\d+/, `$1${seconds}`));
}

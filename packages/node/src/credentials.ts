import { LedgerError, type PoolCredentials, readPoolCredentials } from '@slotbench/ledger';
import type { KeyPaths } from './arguments.ts';
import { readText } from './config.ts';
import { NodeError } from './errors.ts';

/** The keys that a block producer forges with. Throws NODE_MISSING_FILE, or NODE_BAD_CONTENT naming file and field. */
export async function loadCredentials(paths: KeyPaths): Promise<PoolCredentials> {
  const read = async (file: string, purpose: string) => ({ file, text: await readText(file, purpose) });
  const files = {
    vrf: await read(paths.vrf, 'VRF signing key'),
    kes: await read(paths.kes, 'KES signing key'),
    opcert: await read(paths.operationalCertificate, 'operational certificate'),
  };
  try {
    return readPoolCredentials(files);
  } catch (error) {
    if (error instanceof LedgerError)
      throw new NodeError({ code: 'NODE_BAD_CONTENT', problem: error.message });
    throw error;
  }
}

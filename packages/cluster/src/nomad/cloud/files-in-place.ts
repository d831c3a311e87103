import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeAddresses, readdress } from '../../network/place-programs.ts';
import type { ProgramPlan } from '../../program.ts';

const LOOPBACK = '127.0.0.1';
const ANY = '0.0.0.0';
/** Files of a program that name nodes by address and port. */
const NAMING = ['topology.json', 'run-script.json'];

/** The nodes of a run and where the others reach them. */
export interface NodeAddress {
  readonly node: string;
  readonly port: number;
  readonly address: string;
}

/**
 * Writes into the run's own files where its nodes are, now that it is known, and returns how each program is started there: it
 * listens at every address of its machine, unless the whole run is on one.
 */
export async function putInPlace(
  runDir: string,
  programs: readonly ProgramPlan[],
  nodes: readonly NodeAddress[],
): Promise<(program: ProgramPlan, host: string) => ProgramPlan> {
  const addresses = new Map(nodes.map(({ port, address }) => [port, address]));
  for (const { name } of programs)
    for (const file of NAMING) {
      const path = join(runDir, name, file);
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text !== undefined) await writeFile(path, placeAddresses(text, addresses));
    }
  return (program, host) => {
    const here = nodes.find(({ node }) => node === host)!;
    const own = here.address === LOOPBACK ? LOOPBACK : ANY;
    return readdress(program, { own, addresses: new Map([...addresses, [here.port, own]]) });
  };
}

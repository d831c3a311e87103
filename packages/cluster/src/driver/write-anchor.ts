import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createAnchor,
  currentParameters,
  loadGenesis,
  readPoolCredentials,
  writeInitialState,
} from '@slotbench/ledger';
import { ClusterError } from '../errors.ts';
import type { AnchorPoint, NodeDriver } from './node-driver.ts';

/** Folder of the anchor below a run's genesis folder. */
export const ANCHOR_FOLDER = 'anchor';

/**
 * Writes what nodes start from that go on from an anchor: the initial state and what each driver wants beside it. The genesis is
 * there; `forging` are the numbers of the nodes that make blocks, the only ones whose stake counts.
 */
export async function writeAnchor(
  genesisFolder: string,
  o: { point: AnchorPoint; forging: readonly number[]; drivers: readonly NodeDriver[] },
): Promise<void> {
  const named = async (path: string) => ({
    file: join(genesisFolder, path),
    text: await readFile(join(genesisFolder, path), 'utf8'),
  });
  const [shelley, alonzo, conway] = await Promise.all(
    ['shelley', 'alonzo', 'conway'].map((era) => named(`genesis.${era}.json`)),
  );
  const files = { shelley: shelley!, alonzo: alonzo!, conway: conway! };
  const genesis = loadGenesis(files);
  const pools = await Promise.all(
    o.forging.map(async (i) => {
      const folder = `pools-keys/pool${i + 1}`; // pool directories count from 1
      const [vrf, kes, opcert] = await Promise.all(
        ['vrf.skey', 'kes.skey', 'opcert.cert'].map((name) => named(`${folder}/${name}`)),
      );
      return readPoolCredentials({ vrf: vrf!, kes: kes!, opcert: opcert! });
    }),
  );
  const anchored = createAnchor(genesis, {
    slot: o.point.slot,
    blockNo: o.point.blockNo,
    credentials: pools[0]!,
    pools: new Set(pools.map(({ poolId }) => poolId)),
  });
  const parameters = currentParameters(genesis, files);
  if (parameters === undefined)
    throw new ClusterError('RUN_UNSUPPORTED', {
      place: genesisFolder,
      problem: 'its genesis files do not give all protocol parameters, which an anchor needs',
      fix: 'take a profile with the parameters of Conway',
    });
  const folder = join(genesisFolder, ANCHOR_FOLDER);
  await write(join(folder, 'initial-state.json'), writeInitialState(anchored));
  for (const driver of new Set(o.drivers))
    for (const [path, content] of driver.anchorFiles?.({ genesis: anchored, parameters }) ?? [])
      await write(join(folder, path), content);
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: 0o644 });
}

import { forgeBlock, type Genesis, type PoolCredentials } from '@slotbench/ledger';
import { HeaderStore } from './chain/headers.ts';

/** The first check of a header takes about 26 ms, the fourth 3 to 7: by then the runtime has compiled it. */
const ROUNDS = 6;

/**
 * Makes and checks a few headers that nobody gets, so that the first blocks of a run are not slower than the later
 * ones. What is wrong with them (the pool hardly ever leads these slots) does not matter.
 */
export async function warmUp(genesis: Genesis, credentials: PoolCredentials): Promise<void> {
  const { startPeriod } = credentials.opcert;
  const anchor = genesis.anchor?.header;
  const headers = new HeaderStore(genesis);
  const firstSlot = Math.max(startPeriod * genesis.slotsPerKesPeriod, (anchor?.slot ?? -1) + 1);
  for (let round = 0; round < ROUNDS; round++) {
    const { header } = forgeBlock({
      slot: firstSlot + round,
      blockNo: anchor === undefined ? 0 : anchor.blockNo + 1,
      prevHash: anchor?.hash,
      txs: [],
      credentials,
      epochNonce: genesis.initialNonce,
      kesPeriod: Math.floor((firstSlot + round) / genesis.slotsPerKesPeriod),
      protocolVersion: genesis.protocolParameters.protocolVersion,
    });
    headers.admit(header);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

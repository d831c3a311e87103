/** `make.ts FOLDER NAME UTXO DELEGATORS`: one genesis, and what it cost as JSON. */
import { join } from 'node:path';
import { seedOfText, writeGenesis } from '@slotbench/ledger';
import { resolveProfile } from '@slotbench/profiles';

const [folder, name, utxo, delegators] = process.argv.slice(2);
const profile = resolveProfile('quick', {
  overlay: { genesis: { utxo: Number(utxo), delegators: Number(delegators) } },
});
const start = performance.now();
await writeGenesis({
  profile,
  systemStart: new Date(0),
  folder: join(folder!, name!),
  cache: join(folder!, 'cache'),
  seed: seedOfText('bench'),
});
console.log(
  JSON.stringify({
    seconds: (performance.now() - start) / 1000,
    peakMB: process.resourceUsage().maxRSS / 1024,
  }),
);

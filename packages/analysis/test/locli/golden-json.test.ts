import { renderJson } from '../../src/locli/json.ts';
import { slotJson } from '../../src/locli/slot-json.ts';
import { formatInstant } from '../../src/read/timestamp.ts';
import { GOLDEN_RUNS, goldenTest, type Loaded } from './golden.ts';

const FILES = ['chain.json', 'chain-rejecta.json', 'blockprop.json', 'clusterperf.json', 'summary.json'];
/** Set I has the most. */
const HOSTS = Array.from({ length: 31 }, (_, i) => `node-${i}`);

for (const each of GOLDEN_RUNS) {
  for (const name of FILES) goldenTest(each, name, ({ exported }) => exported.files.get(name) ?? '');
  for (const host of HOSTS) {
    for (const what of ['perf-stats', 'mach-views', 'tracefreqs'])
      goldenTest(
        each,
        `${host}.${what}.json`,
        ({ exported }) => exported.files.get(`logs-${host}.${what}.json`) ?? '',
      );
    // Elsewhere the data keeps no log objects and has other number texts.
    if (['setE', 'setG'].includes(each.set))
      goldenTest(each, `${host}.raw-slots.json`, (loaded) => rawSlots(loaded, host));
  }
}

function rawSlots({ run, slots }: Loaded, host: string): string {
  const instant = (at: number) => formatInstant(run.systemStart, at);
  return slots
    .get(host)!
    .map((slot) => `${renderJson(slotJson(slot, { host, slotNs: run.slotNs, instant }))}\n`)
    .join('');
}

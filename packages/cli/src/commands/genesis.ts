import { dirname, relative, resolve } from 'node:path';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { JSON_OPTION, makeNamedFolder } from '../places.ts';
import { profileOf, SCALE_OPTION } from '../profile-argument.ts';
import { statusLine } from '../status-line.ts';

const DEFAULT_SEED = 'slotbench';

export const genesis: Command = {
  name: 'genesis',
  summary: 'Make the genesis and the keys of a profile',
  description:
    "Era files, pool, funds and DRep keys in the layout of cardano-cli's create-testnet-data. What is large is kept below $XDG_CACHE_HOME/slotbench/genesis (else ~/.cache) and made once for each dataset and seed.",
  arguments: [{ name: 'profile', help: 'name of a profile (`slotbench profiles list`)' }],
  options: {
    output: { type: 'text', short: 'o', value: 'DIR', help: 'folder to make (default: ./genesis)' },
    seed: {
      type: 'text',
      value: 'TEXT',
      help: `what every key grows from (default: ${DEFAULT_SEED}, which anyone can guess)`,
    },
    delegatorKeys: {
      type: 'flag',
      help: 'key files of every delegator, which the seed can reproduce at any time',
    },
    start: {
      type: 'text',
      value: 'TIME',
      help: 'start of slot 0, like 2026-01-31T12:00:00Z (default: soon)',
    },
    overlay: { type: 'text', value: 'FILE', help: 'JSON that is laid over the profile' },
    scale: SCALE_OPTION,
    json: JSON_OPTION,
  },
  examples: [['slotbench genesis ci-bench -o net', '500 k entries, 100 k delegators']],
  async run(values, io) {
    const [{ allocateTime }, { genesisCacheFolder, seedOfText, writeGenesis }] = await Promise.all([
      import('@slotbench/profiles'),
      import('@slotbench/ledger'),
    ]);
    const profile = await profileOf(String(values.profile), values, io);
    const systemStart =
      values.start === undefined
        ? new Date(allocateTime(profile, Date.now()).start * 1000)
        : startTime(String(values.start));
    const folder = resolve(io.cwd, String(values.output ?? 'genesis'));
    await makeNamedFolder(dirname(folder), '--output DIR');
    const line = statusLine(io.stderr, Date.now);
    const written = await writeGenesis({
      profile,
      systemStart,
      folder,
      cache: genesisCacheFolder(io.env),
      seed: seedOfText(String(values.seed ?? DEFAULT_SEED)),
      delegatorKeys: values.delegatorKeys === true,
      signal: io.signal,
      onProgress: (done, of) => line.show(`genesis  ${Math.floor((100 * done) / of)} % of ${of} entries`),
    }).finally(() => line.clear());
    if (values.json) io.print(JSON.stringify({ folder, systemStart, ...written }));
    else {
      io.print(`genesis  ${relative(io.cwd, folder) || '.'}`);
      io.print(`start    ${systemStart.toISOString().replace('.000Z', 'Z')}`);
      io.print(`dataset  ${written.hits.dataset ? 'from the cache' : 'made, and kept in the cache'}`);
      for (const [era, hash] of Object.entries(written.hashes)) io.print(`${era.padEnd(8)} ${hash}`);
    }
    return 'ok';
  },
};

function startTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CliError({
    exit: 'usage',
    message: `--start: expected a UTC time like 2026-01-31T12:00:00Z, got '${text}'`,
  });
}

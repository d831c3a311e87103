/**
 * `fold-program fold HOST SOURCE NODE...` and `fold-program aside FOLDER`, started in a folder of the run on the machine that holds a
 * host's logs: the first makes their columns, the second moves the logs that have them out of the run, so that nobody fetches them.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldAtHost } from './fold-at-host.ts';

const RUN = '..';
/** Of the fold, for the moving: in its own folder. */
const FOLDED = 'logs.json';

const [command, first, second, ...nodes] = process.argv.slice(2);
if (command === 'fold' && first !== undefined && (second === 'tracer' || second === 'stdout')) {
  const logs = await foldAtHost(RUN, { host: first, logSource: second, nodes });
  writeFileSync(FOLDED, JSON.stringify(logs));
} else if (command === 'aside' && first !== undefined) {
  for (const name of JSON.parse(readFileSync(join(RUN, 'fold', FOLDED), 'utf8')) as string[]) {
    mkdirSync(dirname(join(first, name)), { recursive: true });
    renameSync(join(RUN, name), join(first, name));
  }
} else {
  console.error('usage: fold-program fold HOST tracer|stdout NODE... | fold-program aside FOLDER');
  process.exitCode = 64;
}

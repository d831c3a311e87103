/**
 * Holds credentials as a run does, so that a test can kill it: says `held`, tells every event, gives back at the end of its standard
 * input. What it holds goes to descriptor 3, which only the test reads.
 */
import { writeSync } from 'node:fs';
import { acquireCredentials } from '../../src/credentials/acquire.ts';
import { systemCredentialsEdge } from '../../src/credentials/system-edge.ts';

const { needs, plannedMs } = JSON.parse(process.argv[2]!);
try {
  const held = await acquireCredentials(needs, {
    edge: systemCredentialsEdge(process.env),
    plannedMs,
    tell: ({ words }) => console.log(words),
  });
  for (const note of held.notes) console.log(`note: ${note}`);
  writeSync(3, `${JSON.stringify(held.env())}\n`);
  console.log('held', held);
  process.stdin.resume();
  process.stdin.on('end', async () => {
    for (const problem of await held.release()) console.log(`problem: ${problem}`);
    console.log('released');
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}

/**
 * Starts a program of Slotbench. Plain JavaScript that an old Node can still parse, because its job is to say what to
 * do when the program cannot run: Node too old, or a checkout whose build step was skipped (npm's ignore-scripts).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The `engines` of every package; the sources use what Node has from this version on. */
const MINIMUM = [22, 18];

/** Exit code 69: something that the program needs is not there (docs/reference/exit-codes.md). */
const UNAVAILABLE = 69;

/** `program` is the URL of the module to run; it reads its arguments from `process.argv` itself. */
export async function launch(program) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1]))
    stop(
      `Slotbench needs Node ${MINIMUM.join('.')} or later, this is ${process.versions.node}: in a checkout run \`npm ci --ignore-scripts=false\`, which brings Node 24, and start it with \`npm start\` or \`npx slotbench\``,
    );
  if (!existsSync(fileURLToPath(program)))
    stop('Slotbench is not built, because npm ran without scripts: run `npm run build`');
  await import(program.href);
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(UNAVAILABLE);
}

/**
 * `npm run docs` writes the reference pages that are derived from tables in the code; with `--check` it only says which
 * of them are not current. Each page begins with the line that says so.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { metricsPage, queryPage } from './analysis-pages.ts';
import { commandsPage, exitCodesPage, profilesPage, tracesPage, tracesSchema } from './pages.ts';
import { serviceFiles } from './service-files.ts';
import { root } from './sources.ts';

const pages: Readonly<Record<string, () => Promise<string>>> = {
  'docs/reference/commands.md': commandsPage,
  'docs/reference/exit-codes.md': exitCodesPage,
  'docs/reference/profiles.md': profilesPage,
  'docs/metrics.md': async () => metricsPage(),
  'docs/query.md': async () => queryPage(),
  'docs/traces.md': tracesPage,
  'schemas/traces.schema.json': tracesSchema,
  ...serviceFiles(),
};

const checkOnly = process.argv.includes('--check');
let stale = 0;
for (const [path, page] of Object.entries(pages)) {
  const head = path.endsWith('.md')
    ? '<!-- Written by `npm run docs`; edit the tables in the code. -->\n\n'
    : '';
  const text = `${head}${await page()}`;
  if (readOrNothing(join(root, path)) === text) continue;
  stale++;
  console.log(checkOnly ? `${path} is not current; run \`npm run docs\`` : `wrote ${path}`);
  if (checkOnly) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
process.exitCode = checkOnly && stale > 0 ? 1 : 0;

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { loadAccelerators, type PlutusBudgetSummary } from '@slotbench/plutus';
import { GeneratorError } from './errors.ts';
import type { ScriptFile } from './load-scripts.ts';
import type { ReadText } from './network-files.ts';
import type { RunScript } from './run-script.ts';

/** What a load of scripts needs from its files, and leaves there: the script if it has a path, the summary of its budget. */
export async function plutusFiles(
  { plutus }: Pick<RunScript, 'plutus'>,
  scriptPath: string,
  readText: ReadText,
): Promise<{
  readonly scriptFile?: ScriptFile;
  readonly saveBudget?: (summary: PlutusBudgetSummary) => Promise<void>;
}> {
  if (plutus === undefined || plutus === null) return {};
  await loadAccelerators();
  const saveBudget = (summary: PlutusBudgetSummary): Promise<void> =>
    writeFile(
      join(dirname(scriptPath), 'plutus-budget-summary.json'),
      `${JSON.stringify(summary, printable, 2)}\n`,
    );
  if ('Left' in plutus.script) return { saveBudget };
  const path = resolve(dirname(scriptPath), plutus.script.Right);
  try {
    return { saveBudget, scriptFile: { path, text: await readText(path) } };
  } catch (cause) {
    const problem = `plutus.script: ${(cause as Error).message}`;
    throw new GeneratorError({ code: 'GENERATOR_MISSING_FILE', place: path, problem, cause });
  }
}

/** Not yet in TypeScript's library. */
const exactJson = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Integers of data may be larger than what JSON numbers hold exactly; they are printed whole. */
function printable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? exactJson.rawJSON(String(value)) : value;
}

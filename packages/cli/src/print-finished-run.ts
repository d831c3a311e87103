import { resolve } from 'node:path';
import type { FinishedRun } from '@slotbench/lab/benchmark';
import type { Io, Values } from './command.ts';

/** A run that is over: its report as text and where it is, or one JSON object. */
export async function printFinishedRun(finished: FinishedRun, values: Values, io: Io): Promise<void> {
  const { analysed, runDir, status, reason, notAnalysed } = finished;
  if (values.json) {
    io.print(
      JSON.stringify({
        run: resolve(runDir),
        results: analysed === undefined ? null : resolve(analysed.resultsPath),
        report: analysed === undefined ? null : resolve(analysed.reportPath),
        status,
        ...(reason === undefined ? {} : { reason }),
      }),
    );
    return;
  }
  const { renderText } = await import('@slotbench/report');
  if (analysed !== undefined) io.print(renderText(analysed.results, { width: io.columns }).trimEnd());
  else io.print(`incomplete: ${reason ?? ''}\nnothing to analyse: ${notAnalysed ?? ''}`);
  io.print(`\nrun      ${runDir}`);
  if (analysed !== undefined) io.print(`report   ${analysed.reportPath}`);
}

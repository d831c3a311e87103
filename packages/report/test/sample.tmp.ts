import { writeFileSync } from 'node:fs';
import { analyseRun } from '@slotbench/analysis';
import { renderHtml, renderText } from '@slotbench/report';
import { syntheticRun, writeRun } from '../../analysis/test/synthetic-run.ts';
for (const [name, o] of [['ok', {}], ['bad', { status: { status: 'incomplete', reason: 'node-2 was killed by signal SIGKILL 11 s after the start' } }]] as const) {
  const { files } = syntheticRun(o);
  if (name === 'bad') { for (const k of files.keys()) if (k === 'tracer/node-2/node-2026-05-04T10-00-15.json') files.delete(k);
   files.set('node-2/exit_code', '137\n');
   const f='tracer/node-1/node-2026-05-04T10-00-00.json'; files.set(f, files.get(f)!.replace('"ns"', '"n<script>s')); }
  const run = writeRun(files);
  const r = await analyseRun(run.dir, { now: () => new Date('2026-05-04T11:00:00Z') });
  run.dispose();
  writeFileSync(`/tmp/report-${name}.html`, renderHtml(r));
  writeFileSync(`/tmp/results-${name}.json`, JSON.stringify(r));
  console.log(renderText(r, { width: 80 }));
}

/**
 * How fast are logs analysed? One synthesised run through JSON.parse of every line feeding our fold, our scanner feeding the same
 * fold, bare JSON.parse, `wc -l`, and the whole analysis on one core and on all, each in a process of its own. Owed: a core
 * at least 3 times the rival with JSON.parse, both by CPU time, so that what else runs on the machine does not count.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENDERS, type Contender, type Measured } from './analysis/measure.ts';
import { synthesise } from './analysis/synthesise.ts';
import type { BenchResult } from './main.ts';

/** Rounds of all contenders, which take turns; the least CPU time of each counts. */
const TURNS = 2;

export default function run(): Promise<BenchResult> {
  return measureAnalysis({ hosts: 8, slots: 5000, turns: TURNS });
}

export async function measureAnalysis(o: {
  hosts: number;
  slots: number;
  turns: number;
}): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  try {
    synthesise(dir, { seed: 1, hosts: o.hosts, slots: o.slots });
    const taken = new Map<Contender, Measured>();
    for (let turn = 0; turn < o.turns; turn++)
      for (const contender of CONTENDERS) {
        const now = measure(contender, dir);
        const before = taken.get(contender);
        if (before === undefined || now.cpuSeconds < before.cpuSeconds) taken.set(contender, now);
      }
    const of = (contender: Contender) => taken.get(contender)!;
    if (of('fold').found !== of('jsonParseFold').found || of('oneCore').found !== of('allCores').found)
      throw new Error('the contenders do not find the same');
    const perCore = ({ bytes, cpuSeconds }: Measured) => bytes / 1e6 / cpuSeconds;
    const wall = ({ bytes, seconds }: Measured) => bytes / 1e6 / seconds;
    return {
      name: 'analysis',
      ratios: {
        perCoreVsJsonParse: perCore(of('fold')) / perCore(of('jsonParseFold')),
        wholeAnalysisPerCoreVsJsonParse: perCore(of('oneCore')) / perCore(of('jsonParseFold')),
        allCoresVsOne: wall(of('allCores')) / wall(of('oneCore')),
      },
      figures: {
        mbPerSecond: wall(of('allCores')),
        'mbPerSecond.oneCore': wall(of('oneCore')),
        'mbPerSecond.wc': wall(of('wc')),
        'mbPerCpuSecond.wholeAnalysis': perCore(of('oneCore')),
        'mbPerCpuSecond.scannerAndFold': perCore(of('fold')),
        'mbPerCpuSecond.jsonParseAndFold': perCore(of('jsonParseFold')),
        'mbPerCpuSecond.jsonParse': perCore(of('jsonParse')),
        peakMb: of('allCores').peakMb,
        'peakMb.oneCore': of('oneCore').peakMb,
        logMb: of('allCores').bytes / 1e6,
      },
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function measure(contender: Contender, dir: string): Measured {
  const program = fileURLToPath(new URL('./analysis/measure.ts', import.meta.url));
  const out = execFileSync(process.execPath, ['--conditions=source', program, contender, dir], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out);
}

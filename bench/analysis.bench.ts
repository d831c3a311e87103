/**
 * How fast are logs analysed? One synthesised run through JSON.parse of every line feeding our fold, our scanner feeding the same
 * fold, bare JSON.parse, `wc -l`, `grep -c`, the whole analysis on one core and on all, and again from its kept columns with other
 * filters, each in a process of its own. Owed: a core at least 3 times the rival with JSON.parse, both by CPU time, so that what else
 * runs on the machine does not count; again at least 10 times as fast as first, both by the clock and with warm compilers; what it is
 * in the first round of a process stands beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENDERS, type Contender, type Measured } from './analysis/measure.ts';
import { synthesise } from './analysis/synthesise.ts';
import type { BenchResult } from './main.ts';

const LABELS: Record<Contender, string> = {
  fold: 'scanner and fold',
  jsonParseFold: 'JSON.parse of every line and the same fold',
  jsonParse: 'JSON.parse alone',
  wc: 'wc -l',
  grep: 'grep -c CompletedBlockFetch',
  oneCore: 'whole analysis, one core',
  allCores: 'whole analysis, all cores, keeping columns',
  again: 'again with other filters, from kept columns',
};

/**
 * 36 lines a slot and host: the published runs of 52 nodes have 28 to 75. Rounds of all contenders take turns; the best of each counts.
 */
export default function run(): Promise<BenchResult> {
  return measureAnalysis({ hosts: 8, slots: 2000, noise: 30, turns: 2 });
}

export async function measureAnalysis(o: {
  hosts: number;
  slots: number;
  noise: number;
  turns: number;
}): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  try {
    synthesise(dir, { seed: 1, hosts: o.hosts, slots: o.slots, noise: o.noise });
    const taken = new Map<Contender, Measured>();
    for (let turn = 0; turn < o.turns; turn++)
      for (const contender of CONTENDERS)
        taken.set(contender, better(measure(contender, dir), taken.get(contender)));
    return result((contender) => taken.get(contender)!);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function result(of: (contender: Contender) => Measured): BenchResult {
  if (of('fold').found !== of('jsonParseFold').found || of('oneCore').found !== of('allCores').found)
    throw new Error('the contenders do not find the same');
  const perCore = ({ bytes, cpuSeconds }: Measured) => bytes / 1e6 / cpuSeconds;
  const wall = ({ bytes, seconds }: Measured) => bytes / 1e6 / seconds;
  const isProgram = (contender: Contender) => contender === 'wc' || contender === 'grep';
  return {
    name: 'analysis',
    ratios: {
      perCoreVsJsonParse: perCore(of('fold')) / perCore(of('jsonParseFold')),
      wholeAnalysisPerCoreVsJsonParse: perCore(of('oneCore')) / perCore(of('jsonParseFold')),
      perCoreVsBareJsonParse: perCore(of('fold')) / perCore(of('jsonParse')),
      allCoresVsOne: wall(of('allCores')) / wall(of('oneCore')),
      againVsFirst: of('allCores').seconds / of('again').seconds,
      againVsFirstCold: of('allCores').coldSeconds / of('again').coldSeconds,
    },
    figures: {
      mbPerSecond: wall(of('allCores')),
      'mbPerSecond.oneCore': wall(of('oneCore')),
      'mbPerCpuSecond.scannerAndFold': perCore(of('fold')),
      'mbPerCpuSecond.jsonParseAndFold': perCore(of('jsonParseFold')),
      'mbPerCpuSecond.jsonParse': perCore(of('jsonParse')),
      'mbPerSecond.wc': wall(of('wc')),
      'mbPerSecond.grep': wall(of('grep')),
      peakMb: of('allCores').peakMb,
      'peakMb.oneCore': of('oneCore').peakMb,
      'peakMb.again': of('again').peakMb,
      logMb: of('allCores').bytes / 1e6,
    },
    table: {
      titles: ['', 'MB/s', 'MB/s a core', 'seconds', 'peak MB'],
      rows: CONTENDERS.map((contender) => {
        const measured = of(contender);
        const ofNode = (figure: string) => (isProgram(contender) ? '' : figure);
        return [
          LABELS[contender],
          wall(measured).toFixed(0),
          ofNode(perCore(measured).toFixed(0)),
          measured.seconds.toFixed(2),
          ofNode(measured.peakMb.toFixed(0)),
        ];
      }),
    },
  };
}

function better(now: Measured, before: Measured | undefined): Measured {
  if (before === undefined) return now;
  return {
    ...now,
    seconds: Math.min(now.seconds, before.seconds),
    coldSeconds: Math.min(now.coldSeconds, before.coldSeconds),
    cpuSeconds: Math.min(now.cpuSeconds, before.cpuSeconds),
    peakMb: Math.max(now.peakMb, before.peakMb),
  };
}

function measure(contender: Contender, dir: string): Measured {
  const program = fileURLToPath(new URL('./analysis/measure.ts', import.meta.url));
  const out = execFileSync(process.execPath, ['--conditions=source', program, contender, dir], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out);
}

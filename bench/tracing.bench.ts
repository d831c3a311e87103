/**
 * What does a trace cost? Ours, pino 10, winston 3 and OpenTelemetry's log SDK in one process on one eight-field message,
 * in rounds that take turns: off, filtered, into a file line by line and many at once, forwarded to a collector that is
 * there and to one that is not; and ours for 1, 10, 100 and 1000 messages at a time, as upstream measures itself.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './main.ts';
import { measureCalls } from './tracing/call.ts';
import { contenders, type Mode } from './tracing/file-contenders.ts';
import { measureDeadPeer, measureLivePeer } from './tracing/forward.ts';
import { measureMatrix } from './tracing/matrix.ts';
import { measure, median, type Taken } from './tracing/measure.ts';
import { measureRivalCalls } from './tracing/rival-calls.ts';
import { payloads } from './tracing/subject.ts';

export interface Sizes {
  /** Rounds before those that count. */
  readonly warmUps: number;
  readonly rounds: number;
  readonly lines: number;
  readonly calls: number;
}

export default function run(): Promise<BenchResult> {
  return measureTracing({ warmUps: 1, rounds: 7, lines: 40_000, calls: 4_000_000 });
}

/** Owed: off 2 ns more than an empty call and 0 bytes, filtered 10 ns, file 3 times pino, dead peer filtered + 1000 ns. */
export async function measureTracing(sizes: Sizes): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-bench-'));
  try {
    const calls = await measureCalls(sizes);
    const rivalCalls = measureRivalCalls({ rounds: sizes.rounds, calls: Math.ceil(sizes.calls / 40) });
    const matrix = await measureMatrix(folder, sizes);
    const taken = await takeTurns(sizes, [...fileRounds(folder, sizes), ...forwardRounds(folder, sizes)]);
    const fileVsPino = median(
      taken['pino, batched']!.map((pino, i) => pino.allNs / taken['ours, batched']![i]!.allNs),
    );
    return {
      name: 'tracing',
      ratios: {
        offMinusCallNs: calls.offMinusCallNs,
        offBytes: calls.offBytes,
        filteredNs: calls.filteredNs,
        fileVsPino,
        forwardDeadPeerNs: median(taken['ours, dead peer']!.map(({ callNs }) => callNs)),
      },
      figures: { 'empty call ns': calls.emptyNs, ...rivalCalls, ...figuresOf(taken), ...matrix },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Rounds = readonly (readonly [string, () => Promise<Taken>])[];

function fileRounds(folder: string, { lines }: Sizes): Rounds {
  const some = payloads(lines);
  const modes: readonly Mode[] = ['batched', 'sync'];
  return modes.flatMap((mode) =>
    Object.entries(contenders).map(([name, open]) => {
      const path = join(folder, name);
      const round = async (): Promise<Taken> => {
        const log = open(path, mode, lines);
        const taken = await measure(
          lines,
          (i) => log.trace(some[i]!),
          () => log.finish(),
        );
        const written = readFileSync(path, 'utf8').split('\n').length - 1;
        if (written !== lines) throw new Error(`${name}, ${mode}: ${written} lines of ${lines}`);
        return taken;
      };
      return [`${name}, ${mode}`, round] as const;
    }),
  );
}

function forwardRounds(folder: string, { lines }: Sizes): Rounds {
  const some = payloads(lines);
  return [
    ['ours, live peer', () => measureLivePeer(folder, some)],
    ['ours, dead peer', () => measureDeadPeer(folder, some)],
  ];
}

async function takeTurns({ warmUps, rounds }: Sizes, all: Rounds): Promise<Record<string, Taken[]>> {
  const taken: Record<string, Taken[]> = Object.fromEntries(all.map(([name]) => [name, []]));
  for (let round = -warmUps; round < rounds; round++)
    for (const [name, run] of all) {
      const one = await run();
      if (round >= 0) taken[name]!.push(one);
    }
  return taken;
}

function figuresOf(taken: Readonly<Record<string, readonly Taken[]>>): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const [name, rounds] of Object.entries(taken)) {
    const of = (key: keyof Taken): number => median(rounds.map((each) => each[key]));
    figures[`${name}: ns a call`] = of('callNs');
    figures[`${name}: messages/s`] = 1e9 / of('allNs');
    figures[`${name}: bytes allocated`] = of('bytes');
  }
  return figures;
}

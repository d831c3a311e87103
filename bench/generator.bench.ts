/**
 * Whether the load keeps its promise: a whole run of the generator (wallet, splitting, signing thread, node-to-node,
 * transaction log) against a sink that requests everything, at each rate. `p99SlipMs.RATE`: offered minus intended, of
 * 99 % of the transactions; owed at 1000 tx/s: 5 ms. Beside it the floor: transactions that one core signs a second,
 * which no generator passes.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ed25519 } from '@slotbench/ledger';
import { openWallet } from '../packages/generator/src/funds.ts';
import { runGenerator } from '../packages/generator/src/generator.ts';
import { buildLoadTx } from '../packages/generator/src/load-plan.ts';
import { openSigningThread } from '../packages/generator/src/open-signer.ts';
import { parseRunScript } from '../packages/generator/src/run-script.ts';
import type { Summary } from '../packages/generator/src/summary.ts';
import type { GeneratorTraces } from '../packages/generator/src/traces.ts';
import { createTransactionLog } from '../packages/generator/src/transaction-log.ts';
import { createNetwork } from '../packages/generator/test/network.ts';
import type { BenchResult } from './main.ts';

const FUNDS = 1_000_000_000_000_000;
const SIGNATURES = 2_000;

export default function run(): Promise<BenchResult> {
  return measureGenerator({ rates: [100, 1000], seconds: 10 });
}

export async function measureGenerator(o: {
  rates: readonly number[];
  seconds: number;
}): Promise<BenchResult> {
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const tps of o.rates) {
    const before = process.cpuUsage();
    const summary = await load(tps, tps * o.seconds);
    const cpu = process.cpuUsage(before);
    if (summary.confirmed !== summary.planned)
      throw new Error(`${summary.planned} transactions planned, ${summary.confirmed} in blocks`);
    ratios[`p99SlipMs.${tps}`] = summary.slipMs!.p99;
    figures[`maxSlipMs.${tps}`] = summary.slipMs!.max;
    figures[`p99AnnounceMs.${tps}`] = summary.announceDelayMs!.p99;
    figures[`tps.${tps}`] = summary.tps.sent;
    figures[`signedLate.${tps}`] = summary.signedLate;
    // Sink and signing included: they are threads of this process.
    figures[`cpuMsPerTx.${tps}`] = (cpu.user + cpu.system) / 1000 / summary.planned;
  }
  return { name: 'generator', ratios, figures: { ...figures, ...signingFloor() } };
}

async function load(tps: number, count: number): Promise<Summary> {
  const network = createNetwork({ funds: FUNDS });
  const sink = new Worker(new URL('./generator/sink.ts', import.meta.url), {
    workerData: { funds: FUNDS, blockMs: 100 },
  });
  try {
    const [port] = (await once(sink, 'message')) as [number];
    return await runGenerator(parseRunScript(script(tps, count, port), 'bench'), {
      genesis: network.genesis,
      seed: network.seed,
      keyPath: 'bench',
      log: createTransactionLog({ write: async () => {}, close: async () => {} }, ['sink']),
      traces: silent,
      clock: {
        nowMs: () => performance.timeOrigin + performance.now(),
        wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
      },
      openSigner: openSigningThread,
      saveProgress: async () => {},
      saveSeconds: async () => {},
      signal: new AbortController().signal,
    });
  } finally {
    await sink.terminate();
  }
}

function script(tps: number, count: number, port: number): string {
  return JSON.stringify({
    tps,
    tx_count: count,
    inputs_per_tx: 2,
    outputs_per_tx: 2,
    tx_fee: 1_000_000,
    add_tx_size: 100,
    init_cooldown: 1,
    min_utxo_value: 10_000_000,
    era: 'Conway',
    sigKey: 'bench',
    nodeConfigFile: 'bench',
    targetNodes: [{ addr: '127.0.0.1', port, name: 'sink' }],
  });
}

/** What signing alone costs on one core, and building and signing a transaction. */
function signingFloor(): Record<string, number> {
  const network = createNetwork({ funds: FUNDS });
  const { plan } = openWallet(
    network.genesis,
    network.seed,
    parseRunScript(script(1, SIGNATURES, 1), 'bench'),
    { sigKey: 'bench' },
  );
  const ids = Array.from({ length: SIGNATURES }, (_, n) => Buffer.alloc(32, n));
  const perSecond = (act: (n: number) => unknown): number => {
    for (let n = 0; n < 200; n++) act(n);
    const startMs = performance.now();
    for (let n = 0; n < SIGNATURES; n++) act(n);
    return (SIGNATURES * 1000) / (performance.now() - startMs);
  };
  const signatures = perSecond((n) => ed25519.sign(network.seed, ids[n]!));
  const transactions = perSecond((n) => buildLoadTx(plan, n));
  return {
    'signaturesPerSecond.floor': signatures,
    'signedTxPerSecond.oneCore': transactions,
    signedTxVsFloor: signatures / transactions,
  };
}

const nothing = () => {};
const silent: GeneratorTraces = {
  phase: nothing,
  connected: nothing,
  acknowledged: nothing,
  rolledBack: nothing,
  trouble: nothing,
  summary: nothing,
};

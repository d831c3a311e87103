/** ns a message where 1, 10, 100 and 1000 are traced at a time; scenarios and counts of golden/benchmarks.json. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createTracing, defineMessage, fdSink, parseTraceConfig, type Tracer } from '@slotbench/tracing';
import { median } from './measure.ts';

const AT_A_TIME = [1, 10, 100, 1000];

/** Upstream's Message1. */
interface Message1 {
  readonly mid: number;
  readonly workload: number;
}

const message = (severity: 'Debug' | (() => 'Debug'), measured: boolean) =>
  defineMessage<Message1>({
    namespace: 'Test.Message1',
    severity,
    forMachine: ({ mid, workload }) => ({ kind: 'Message1', mid: `<${mid}>`, workload: `${workload}` }),
    forHuman: ({ mid, workload }) => `Message1 <${mid}> ${workload}`,
    ...(measured && {
      metrics: ({ mid }: Message1) =>
        [1, 2, 3, 4, 5].map((n) => ({ kind: 'int', name: `Metrics${n}`, value: mid }) as const),
    }),
    doc: 'Message1 of upstream.',
  });

const plain = message('Debug', false);
const scenarios = {
  silent: { message: plain, root: { severity: 'Silence' } },
  filtered: { message: message(() => 'Debug', false), root: { severity: 'Info' } },
  'stdout-machine': { message: plain, root: { severity: 'Debug', backends: ['Stdout MachineFormat'] } },
  'stdout-human': { message: plain, root: { severity: 'Debug', backends: ['Stdout HumanFormatColoured'] } },
  'forward-queue-unread': { message: plain, root: { severity: 'Debug', backends: ['Forwarder'] } },
  'limited-100Hz': {
    message: plain,
    root: { severity: 'Debug', backends: ['Stdout MachineFormat'], maxFrequency: 100 },
  },
  'metrics-5-gauges-silent': { message: message('Debug', true), root: { severity: 'Silence' } },
};

export async function measureMatrix(
  folder: string,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const budget = Math.min(calls, 8192 * 4);
  for (const [name, { message, root }] of Object.entries(scenarios)) {
    const fd = openSync(join(folder, 'matrix'), 'w');
    const tracing = createTracing(parseTraceConfig({ TraceOptions: { '': root } }), {
      host: 'bench',
      thread: '1',
      stdout: fdSink(fd),
      complain() {},
    });
    const trace = tracing.tracer(message);
    for (const n of AT_A_TIME) {
      sample(trace, n, budget); // warms up
      figures[`${name}, ${n} at a time: ns`] = median(
        Array.from({ length: rounds }, () => sample(trace, n, budget)),
      );
    }
    await tracing.close();
    closeSync(fd);
  }
  return figures;
}

function sample(trace: Tracer<Message1>, n: number, budget: number): number {
  const payload: Message1 = { mid: 1, workload: 1 };
  const iterations = Math.max(1, Math.floor(budget / n));
  const begin = process.hrtime.bigint();
  for (let i = 0; i < iterations; i++) for (let j = 0; j < n; j++) trace(payload);
  return Number(process.hrtime.bigint() - begin) / (iterations * n);
}

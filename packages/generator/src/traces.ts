import type { PlutusBudgetSummary } from '@slotbench/plutus';
import { defineMessage, type Tracing } from '@slotbench/tracing';

/** What the generator says about itself; namespaces, kinds and keys are those of tx-generator. */
export interface GeneratorTraces {
  readonly phase: (o: { readonly phase: string }) => void;
  readonly connected: (o: { readonly target: string }) => void;
  readonly acknowledged: (o: { readonly txIds: readonly string[] }) => void;
  readonly rolledBack: (o: { readonly blocks: number; readonly transactions: number }) => void;
  readonly trouble: (o: Trouble) => void;
  readonly summary: (o: SubmissionSummary) => void;
  readonly plutusBudget?: (o: PlutusBudgetSummary) => void;
}

/** `target` is named if its connection has ended, as every one does when its node ends. */
export interface Trouble {
  readonly msg: string;
  readonly target?: string;
}

/** tx-generator's summary: elapsed seconds, rate by target. */
export interface SubmissionSummary {
  readonly ssTxSent: number;
  readonly ssTxUnavailable: number;
  readonly ssElapsed: number;
  readonly ssEffectiveTps: number;
  readonly ssThreadwiseTps: readonly number[];
  readonly ssFailures: readonly string[];
}

export function createGeneratorTraces(tracing: Pick<Tracing, 'tracer'>): GeneratorTraces {
  return {
    phase: tracing.tracer(phase),
    connected: tracing.tracer(connected),
    acknowledged: tracing.tracer(acknowledged),
    rolledBack: tracing.tracer(rolledBack),
    trouble: tracing.tracer(trouble),
    summary: tracing.tracer(summary),
    plutusBudget: tracing.tracer(plutusBudget),
  };
}

const phase = defineMessage<{ readonly phase: string }>({
  namespace: 'Benchmark.BenchTxSubDebug',
  severity: 'Info',
  forMachine: (o) => ({ kind: 'TraceBenchTxSubDebug', msg: `phase ${o.phase}`, phase: o.phase }),
  fields: { msg: 'string: phase and its name', phase: 'string: its name' },
  doc: 'The generator enters a phase: connecting, splitting, cooldown, load, draining, done.',
});

const connected = defineMessage<{ readonly target: string }>({
  namespace: 'Benchmark.BenchTxSubStart',
  severity: 'Info',
  forMachine: ({ target }) => ({ kind: 'TraceBenchTxSubStart', target }),
  fields: { target: 'string: name of the target' },
  doc: 'A target is connected and can ask for transactions.',
});

const acknowledged = defineMessage<{ readonly txIds: readonly string[] }>({
  namespace: 'Benchmark.BenchTxSubServAck',
  severity: 'Info',
  forMachine: ({ txIds }) => ({ kind: 'TraceBenchTxSubServAck', txIds }),
  fields: { txIds: 'string[]: ids of the transactions' },
  doc: 'A target is done with these announced transactions.',
});

const rolledBack = defineMessage<{ readonly blocks: number; readonly transactions: number }>({
  namespace: 'Benchmark.BenchTxSubRollback',
  severity: 'Info',
  forMachine: ({ blocks, transactions }) => ({ kind: 'TraceBenchTxSubRollback', blocks, transactions }),
  fields: { blocks: 'integer: blocks rolled back', transactions: 'integer: transactions in them' },
  doc: 'The followed chain was rolled back; these transactions are no longer confirmed.',
});

const trouble = defineMessage<Trouble>({
  namespace: 'Benchmark.BenchTxSubError',
  severity: ({ target }) => (target === undefined ? 'Warning' : 'Notice'),
  forMachine: ({ msg, target }) => ({ kind: 'TraceBenchTxSubError', msg, target }),
  fields: { msg: 'string: what', target: 'string?: name of the target whose connection ended' },
  doc: 'Something the generator goes on after: a connection that ended, a file not written, a chain not followed.',
});

const summary = defineMessage<SubmissionSummary>({
  namespace: 'Benchmark.BenchTxSubSummary',
  severity: 'Info',
  forMachine: (o) => ({ kind: 'TraceBenchTxSubSummary', summary: o }),
  fields: {
    summary: {
      ssTxSent: 'integer: transactions sent',
      ssTxUnavailable: 'integer: asked for and not there',
      ssElapsed: 'number: seconds',
      ssEffectiveTps: 'number: transactions a second',
      ssThreadwiseTps: 'number[]: the same by target',
      ssFailures: 'string[]: connections that failed',
    },
  },
  doc: 'What was sent, at the end.',
});

/** Large integers of data as text: a trace is JSON. */
const plutusBudget = defineMessage<PlutusBudgetSummary>({
  namespace: 'Benchmark.BenchPlutusBudgetSummary',
  severity: 'Info',
  forMachine: (o) => ({ kind: 'TraceBenchPlutusBudgetSummary', summary: plain(o) }),
  fields: { summary: 'object: plutus-budget-summary.json' },
  doc: 'How the script of the load was fitted to the budgets of the network.',
});

const plain = (summary: PlutusBudgetSummary): unknown =>
  JSON.parse(JSON.stringify(summary, (_, value) => (typeof value === 'bigint' ? String(value) : value)));

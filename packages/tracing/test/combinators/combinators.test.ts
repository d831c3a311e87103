import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  configureTraces,
  createTracing,
  defineMessage,
  emptyTraceConfig,
  filterByPrivacy,
  filterBySeverity,
  filterTrace,
  foldTrace,
  foldTraceWhere,
  joinTraces,
  limitFrequency,
  mapTrace,
  mapTraceSome,
  parseTraceConfig,
  prependInner,
  prependPrefix,
  privately,
  routeTrace,
  type Severity,
  setDetail,
  setPrivacy,
  setSeverity,
  type Trace,
  traceWith,
  withContext,
  withDetail,
  withInnerNames,
  withNames,
  withPrivacy,
  withSeverity,
} from '../../src/index.ts';
import type { RecordedMessage, RecordedTracer } from '../compat/recorded-tracers.ts';
import { FakeClock, MemorySink } from '../fakes.ts';
import { golden, needsGolden } from '../golden.ts';

type Message = RecordedMessage & { detailsFor: Context['detail'] | null };
/** The context of a recording: null for what is not noted. */
interface RecordedContext {
  details: Context['detail'] | null;
  inner: string[];
  prefix: string[];
  privacy: Context['privacy'] | null;
  severity: Severity | null;
}
type Step = [name: string, argument?: unknown];

const recorded = () =>
  golden<{
    contexts: { context: RecordedContext; message: number; steps: Step[]; tracer: string }[];
    foldTraceM: { in: number[]; out: number[] };
    foldCondTraceM: { in: number[]; out: number[] };
    fanOutOrder: string[];
    routing: Record<string, string[]>;
    filterTrace: Record<string, string[]>;
    filterTraceMaybe: Record<string, string[]>;
    severityFilter: [Severity | null, Parameters<typeof filterBySeverity>[0] | null, boolean][];
    privacyFilter: [Context['privacy'] | null, Context['privacy'] | null, boolean][];
  }>('combinators.json');

/** Upstream's combinators by their names there. */
function apply([name, argument]: Step, trace: Trace<Message>): Trace<Message> {
  const names = typeof argument === 'string' ? [argument] : (argument as string[]);
  const inner = ({ ns }: Message): string[] => ns;
  switch (name) {
    case 'appendPrefixName':
    case 'appendPrefixNames':
      return prependPrefix(names, trace);
    case 'appendInnerName':
    case 'appendInnerNames':
      return prependInner(names, trace);
    case 'withInnerNames':
      return withInnerNames(inner, trace);
    case 'withNames':
      return withNames(names, inner, trace);
    case 'setSeverity':
      return setSeverity(argument as Severity, trace);
    case 'withSeverity':
      return withSeverity(({ severityDynamic }) => severityDynamic ?? undefined, trace);
    case 'setPrivacy':
      return setPrivacy(argument as 'Public', trace);
    case 'privately':
      return privately(trace);
    case 'withPrivacy':
      return withPrivacy(({ privacy }) => privacy ?? undefined, trace);
    case 'setDetails':
      return setDetail(argument as 'DNormal', trace);
    case 'withDetails':
      return withDetail(({ detailsFor }) => detailsFor ?? undefined, trace);
    case 'withLoggingContext': {
      const { details, privacy, severity, ...rest } = argument as RecordedContext;
      return withContext(
        {
          ...rest,
          detail: details ?? undefined,
          privacy: privacy ?? undefined,
          severity: severity ?? undefined,
        },
        trace,
      );
    }
    default:
      throw new Error(`no such combinator: ${name}`);
  }
}

test('79 recorded chains of combinators', needsGolden, () => {
  const { contexts } = recorded();
  const { tracers } = golden<{ tracers: RecordedTracer[] }>('configuration.json');
  assert.equal(contexts.length, 79);
  for (const { context, message, steps, tracer } of contexts) {
    let seen: Context | undefined;
    const sink: Trace<Message> = {
      emit: (_, noted) => {
        seen = noted;
      },
    };
    const chain = steps.toReversed().reduce((inside, step) => apply(step, inside), sink);
    const { messages } = tracers.find((each) => each.tracer === tracer)!;
    traceWith(chain, messages[message] as Message);
    const { severity, privacy, detail, ...rest } = seen!;
    assert.deepEqual(
      { ...rest, severity: severity ?? null, privacy: privacy ?? null, details: detail ?? null },
      context,
      JSON.stringify(steps),
    );
  }
});

test('recorded filters by severity and by privacy', needsGolden, () => {
  const { severityFilter, privacyFilter } = recorded();
  assert.ok(severityFilter.length === 90 && privacyFilter.length === 9);
  const passes = (context: Partial<Context>, filter: (trace: Trace<null>) => Trace<null>): boolean => {
    let passed = false;
    const trace = filter({
      emit: () => {
        passed = true;
      },
    });
    trace.emit(null, { prefix: [], inner: [], ...context });
    return passed;
  };
  for (const [severity, filter, expected] of severityFilter)
    assert.equal(
      passes({ severity: severity ?? undefined }, (trace) => filterBySeverity(filter ?? undefined, trace)),
      expected,
      `${severity} ${filter}`,
    );
  for (const [privacy, filter, expected] of privacyFilter)
    assert.equal(
      passes({ privacy: privacy ?? undefined }, (trace) => filterByPrivacy(filter ?? undefined, trace)),
      expected,
      `${privacy} ${filter}`,
    );
});

/** Notes what comes, messages and resets. */
function noting(told: string[], name: string): Trace<number> {
  return {
    emit: (message) => void told.push(`${name}:${message}`),
    configure: ({ kind }) => void (kind === 'reset' && told.push(`${name}:reset`)),
  };
}

test(
  'recorded folds, fan-out, routing and filters; changes of the configuration reach every target',
  needsGolden,
  () => {
    const cases = recorded();
    const told: string[] = [];
    const note = (name: string): Trace<number> => noting(told, name);
    const take = (): string[] => told.splice(0);

    const fold = foldTrace((gathered, x: number) => gathered * 2 + x, 1, note('f'));
    for (const x of cases.foldTraceM.in) traceWith(fold, x);
    assert.deepEqual(
      take(),
      cases.foldTraceM.out.map((x) => `f:${x}`),
    );

    const step = (gathered: number, x: number): number => gathered + x;
    const due = foldTraceWhere(step, 0, (_, x) => x % 2 === 0, note('f'));
    for (const x of cases.foldCondTraceM.in) traceWith(due, x);
    assert.deepEqual(
      take(),
      cases.foldCondTraceM.out.map((x) => `f:${x}`),
    );

    traceWith(joinTraces(note('a'), note('b'), note('c')), 1);
    assert.deepEqual(take(), cases.fanOutOrder);

    const [big, small] = [note('big'), note('small')];
    const choose = (x: number): Trace<number> => (x > 10 ? big : small);
    const reset = (trace: Trace<number>): void => configureTraces(emptyTraceConfig, [trace]);
    const routed = routeTrace(choose, [big, small]);
    for (const x of [1, 20, 5]) traceWith(routed, x);
    reset(routed);
    assert.deepEqual(take(), cases.routing['all targets given: messages 1,20,5 then reset']);
    reset(routeTrace(choose, [big]));
    assert.deepEqual(take(), cases.routing['only big given: reset']);

    const filtered = filterTrace((x) => x > 10, note('f'));
    for (const x of [1, 20, 5]) traceWith(filtered, x);
    reset(filtered);
    assert.deepEqual(take(), cases.filterTrace['m>10; 1,20,5 then reset']);

    const some = mapTraceSome((x: number | undefined) => x, note('m'));
    for (const x of [1, undefined, 2]) traceWith(some, x);
    assert.deepEqual(take(), cases.filterTraceMaybe['Just 1, Nothing, Just 2']);
  },
);

test('a chain that ends in a declared message: what it notes goes before the declaration', () => {
  const sink = new MemorySink();
  const clock = new FakeClock();
  const tracing = createTracing(
    parseTraceConfig({
      TraceOptions: { '': { severity: 'Warning', backends: ['Stdout MachineFormat', 'Forwarder'] } },
    }),
    { stdout: sink, clock, host: 'h', thread: '1' },
  );
  const done = defineMessage<{ blocks: number }>({
    namespace: 'Sync.Done',
    severity: 'Info',
    forMachine: ({ blocks }, detail) => ({ kind: 'Done', blocks, detail }),
    doc: '',
  });
  const end = tracing.trace(done);
  const perBlock = mapTrace(
    (blocks: number) => ({ blocks }),
    setSeverity('Error', setDetail('DMaximum', privately(end))),
  );
  const everyThird = foldTraceWhere(
    (n: number, _block: string) => n + 1,
    0,
    (n) => n % 3 === 0,
    perBlock,
  );
  for (const block of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) traceWith(everyThird, block);
  traceWith(end, { blocks: 99 }); // Info: filtered
  clock.advance(100);
  assert.deepEqual(
    sink.lines.map((line) => JSON.parse(line)).map(({ sev, data }) => [sev, data]),
    [3, 6].map((blocks) => ['Error', { blocks, detail: 'DMaximum', kind: 'Done' }]),
  );
  assert.deepEqual(tracing.source.takeObjects(9), []);
  tracing.configure(parseTraceConfig({ TraceOptions: { '': { severity: 'Info' } } }));
  traceWith(end, { blocks: 100 });
  clock.advance(100);
  assert.equal(JSON.parse(sink.lines.at(-1)!).data.blocks, 100);
});

test('a limiter of its own, with its notices', () => {
  const clock = new FakeClock(1000);
  const told: string[] = [];
  const notices: Trace<{ kind: string; name: string }> = {
    emit: ({ kind, name }) => void told.push(`${kind} ${name}`),
  };
  const limited = limitFrequency({ frequencyHz: 5, name: 'mine', clock }, notices, noting(told, 'x'));
  for (let i = 0; i < 60; i++) {
    clock.advance(1);
    traceWith(limited, i);
  }
  assert.deepEqual(told, ['x:0', 'x:1', 'StartLimiting mine', 'x:2']);
});

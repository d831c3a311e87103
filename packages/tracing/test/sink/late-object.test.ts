import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTracing, defineMessage, parseTraceConfig } from '../../src/index.ts';
import { isFlat } from '../../src/sink/late-object.ts';
import { FakeClock, MemorySink } from '../fakes.ts';

const flat: [string, Record<string, unknown>, boolean][] = [
  ['plain values', { a: 1, b: 'x', c: true, d: null, e: 2n, f: undefined }, true],
  ['an object', { a: 1, b: { c: 1 } }, false],
  ['a list', { a: [] }, false],
  ['a function', { a: () => 1 }, false],
  ['a long text', { a: 'x'.repeat(4097) }, false],
];
for (const [name, data, expected] of flat)
  test(`late objects: ${name}`, () => assert.equal(isFlat(data), expected));

/** Its data is the payload itself, which a program should not do and may. */
const raw = defineMessage<Record<string, unknown>>({
  namespace: 'App.Raw',
  severity: 'Info',
  forMachine: (payload) => payload,
  forHuman: ({ n }) => `n is ${n}`,
  doc: 'Raw.',
});
const config = (backends: string[]) =>
  parseTraceConfig({ TraceOptions: { '': { severity: 'Info', backends } } });
const options = () => ({ host: 'h', thread: '1', clock: new FakeClock(1_800_000_000, 250_000_000) });

for (const payload of [
  { kind: 'Raw', n: 1 },
  { kind: 'Raw', n: 1, inner: { list: [1] } },
])
  test(`late objects: what is traced does not change with the payload, ${Object.keys(payload)}`, async () => {
    const tracing = createTracing(config(['Forwarder']), options());
    const trace = tracing.tracer(raw);
    const changing: Record<string, unknown> = structuredClone(payload);
    trace(changing);
    changing.n = 2;
    if (changing.inner !== undefined) (changing.inner as { list: number[] }).list.push(2);
    const [object] = tracing.source.takeObjects(10);
    assert.deepEqual(JSON.parse(object!.toMachine).data, payload);
    assert.equal(object!.toHuman, 'n is 1');
    await tracing.close();
  });

test('late objects: the same object as one that was rendered for stdout too', async () => {
  const late = createTracing(config(['Forwarder']), options());
  const stdout = new MemorySink();
  const early = createTracing(config(['Forwarder', 'Stdout MachineFormat']), { ...options(), stdout });
  const payload = { kind: 'Raw', n: 1, text: 'a"ü', real: 0.05, nothing: undefined };
  late.tracer(raw)(payload);
  early.tracer(raw)(payload);
  const [one] = late.source.takeObjects(1);
  const [other] = early.source.takeObjects(1);
  assert.deepEqual(one, other);
  await Promise.all([late.close(), early.close()]);
  assert.deepEqual(stdout.lines, [one!.toMachine]);
});

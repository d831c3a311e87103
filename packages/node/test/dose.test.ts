import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDosed, NO_DOSE, parseDose, spend, startLeak } from '../src/dose.ts';

const accepted: { name: string; value: unknown; node: string | undefined; dosed: boolean }[] = [
  { name: 'nothing', value: undefined, node: 'node-0', dosed: false },
  { name: 'an empty dose', value: {}, node: 'node-0', dosed: false },
  { name: 'zeros', value: { forgingMs: 0, linkDelayMs: [0, 0] }, node: 'node-0', dosed: false },
  { name: 'every node', value: { forgingMs: 0.5 }, node: 'node-0', dosed: true },
  { name: 'this node', value: { validationMs: 1, nodes: ['node-0'] }, node: 'node-0', dosed: true },
  { name: 'another node', value: { validationMs: 1, nodes: ['node-1'] }, node: 'node-0', dosed: false },
  {
    name: 'a node without a name is none of those named',
    value: { validationMs: 1, nodes: ['node-1'] },
    node: undefined,
    dosed: false,
  },
  { name: 'a link', value: { linkDelayMs: [0, 10] }, node: 'node-0', dosed: true },
];

for (const { name, value, node, dosed } of accepted)
  test(`dose: ${name}`, () => {
    const dose = parseDose(value, node);
    assert.ok(!('expected' in dose));
    assert.equal(isDosed(dose), dosed);
  });

const refused: { name: string; value: unknown; path: string }[] = [
  { name: 'no object', value: 3, path: '' },
  { name: 'an unknown key', value: { forgeMs: 1 }, path: '.forgeMs' },
  { name: 'a negative amount', value: { forgingMs: -1 }, path: '.forgingMs' },
  { name: 'a text', value: { leakBytesPerSecond: '1M' }, path: '.leakBytesPerSecond' },
  { name: 'one node name', value: { nodes: 'node-0' }, path: '.nodes' },
  { name: 'one delay', value: { linkDelayMs: 10 }, path: '.linkDelayMs' },
];

for (const { name, value, path } of refused)
  test(`dose refused: ${name}`, () => {
    const fault = parseDose(value, 'node-0');
    assert.ok('expected' in fault);
    assert.equal(fault.path, path);
  });

test('spend uses the processor for as long as it says', () => {
  const before = process.cpuUsage().user;
  const startMs = performance.now();
  spend(20);
  assert.ok(performance.now() - startMs >= 20);
  assert.ok(process.cpuUsage().user - before > 5_000, 'it slept');
  spend(NO_DOSE.forgingMs ?? 0);
});

test('a leak grows while it runs and is given back', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const stop = startLeak(80e6);
  await new Promise((resolve) => setTimeout(resolve, 350));
  stop();
  assert.ok(process.memoryUsage().arrayBuffers - before >= 8e6);
});

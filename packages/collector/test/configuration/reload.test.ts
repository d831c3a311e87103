import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../src/configuration/config.ts';
import { mergeReload, shownConfig } from '../../src/configuration/reload.ts';

const config = (more: object = {}) =>
  parseConfig(
    JSON.stringify({
      networkMagic: 42,
      network: { tag: 'AcceptAt', contents: 's' },
      logging: [{ logRoot: '.', logMode: 'FileMode', logFormat: 'ForMachine' }],
      ...more,
    }),
    'c',
  );

test('a reload takes what can change and names the rest', () => {
  const running = config({ rotation: { rpLogLimitBytes: 1, rpKeepFilesNum: 1 }, resourceFreq: 1000 });
  const next = config({
    networkMagic: 43,
    verbosity: 'Maximum',
    hasEKG: { epHost: 'h', epPort: 1 },
    prometheusLabels: { a: 'b' },
    resourceFreq: 1000,
  });
  const reload = mergeReload(running, next);
  assert.deepEqual([...reload.changed].sort(), ['prometheusLabels', 'rotation', 'verbosity']);
  assert.deepEqual([...reload.restart].sort(), ['hasEKG', 'networkMagic']);
  assert.deepEqual(
    { ...reload.config, rotation: undefined },
    { ...running, verbosity: 'Maximum', prometheusLabels: { a: 'b' }, rotation: undefined },
  );
  assert.deepEqual(mergeReload(running, running), { config: running, changed: [], restart: [] });
});

test('the shown configuration has null for every key that is unset', () => {
  const shown = shownConfig(config()) as Record<string, unknown>;
  const nulls = Object.keys(shown).filter((key) => shown[key] === null);
  assert.deepEqual(nulls.sort(), [
    'hasEKG',
    'hasForwarding',
    'hasPrometheus',
    'hasTimeseries',
    'metricsHelp',
    'resourceFreq',
    'rotation',
    'tlsCertificate',
  ]);
  assert.equal(shown.networkMagic, 42);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeConfig, profileNames800, resolveProfile, resolveProfile800 } from '../src/index.ts';
import { skipUpstream, upstreamJson } from './upstream-data.ts';

test('every profile of 8.0.0 equals that version’s own output', { skip: skipUpstream }, () => {
  const upstream = upstreamJson('upstream-8.x/all-profiles-8.0.0.json.gz');
  const names = Object.keys(upstream);
  assert.equal(names.length, 462);
  assert.deepEqual([...profileNames800()].sort(), [...names].sort());
  for (const name of names) assert.deepEqual(resolveProfile800(name), upstream[name], name);
});

test('a name without its era suggests the eras', () => {
  assert.throws(() => resolveProfile800('default'), /closest: default-shey, default-alra/);
  assert.throws(() => resolveProfile800('defualt-bage'), { code: 'PROFILE_UNKNOWN' });
});

/** Those that no node of today can run, and why. */
const refused: readonly [RegExp, RegExp][] = [
  [/^chainsync-/, /scenario: expected one whose nodes forge, got chainsync/],
];

test('each of the 77 is translated into today’s shape, or refused with the reason', () => {
  const names = profileNames800().filter((name) => name.endsWith('-bage'));
  assert.equal(names.length, 77);
  let translated = 0;
  for (const name of names) {
    const reason = refused.find(([which]) => which.test(name))?.[1];
    if (reason !== undefined) {
      assert.throws(() => resolveProfile(`8.0.0/${name}`), { code: 'PROFILE_INVALID', message: reason });
      continue;
    }
    const old = resolveProfile800(name) as Record<string, Record<string, unknown>>;
    const now = resolveProfile(`8.0.0/${name}`);
    translated++;
    assert.equal(now.name, `${name}-8.0.0`);
    assert.match(now.desc!, new RegExp(`8\\.0\\.0's ${name.replaceAll('.', '\\.')} in Conway`));
    for (const key of ['n_pools', 'n_hosts', 'topology', 'with_explorer'] as const)
      assert.equal(now.composition[key], old.composition![key], `${name} ${key}`);
    for (const key of ['generator_duration', 'generator_tx_count', 'shutdown_time', 'utxo_stuffed'] as const)
      assert.equal(now.derived[key], old.derived![key], `${name} ${key}`);
    assert.deepEqual(now.generator, old.generator, name);
    const { genesis } = old;
    const { maxTxExUnits, maxBlockExUnits } = genesis!.alonzo as Record<string, unknown>;
    assert.deepEqual(
      [now.genesis.alonzo.maxTxExUnits, now.genesis.alonzo.maxBlockExUnits],
      [maxTxExUnits, maxBlockExUnits],
    );
    assert.equal(now.node.tracer, old.node!.tracer);
    assert.equal(now.node.tracing_backend, old.node!.tracing_backend);
  }
  assert.equal(translated, 70);
  assert.throws(() => resolveProfile('8.0.0/default'), /closest: default-shey/);
});

test('translated profiles trace as 8.0.0’s nodes did: to stdout, and to the collector if there is one', () => {
  const traces = (name: string) =>
    nodeConfig(resolveProfile(name), {
      nodeName: 'node-0',
      acceptorPath: 's',
      valency: 1,
      genesisFolder: 'g',
    }).TraceOptions as Record<string, { severity?: string; backends?: string[]; maxFrequency?: number }>;
  const forwarding = traces('8.0.0/trace-bench-bage');
  const root = { severity: 'Notice', detail: 'DNormal' };
  assert.deepEqual(forwarding[''], {
    ...root,
    backends: ['Stdout MachineFormat', 'EKGBackend', 'Forwarder'],
  });
  assert.deepEqual(traces('8.0.0/trace-bench-notracer-bage')[''], {
    ...root,
    backends: ['Stdout MachineFormat', 'EKGBackend'],
  });
  assert.deepEqual(Object.keys(forwarding), [
    '',
    'BlockFetch',
    'BlockFetch.Client.CompletedBlockFetch',
    'ChainSync',
    'ChainSync.Client.DownloadedHeader',
    ...['BlockContext', 'LedgerState', 'LedgerView', 'MempoolSnapshot', 'TickedLedgerState'].map(
      (step) => `Forge.Loop.${step}`,
    ),
    'Startup',
    'Forge.Loop',
    'Resources',
  ]);
  assert.equal(resolveProfile('8.0.0/trace-bench-oldtracing-bage').node.verbatim.TraceOptions, undefined);
});

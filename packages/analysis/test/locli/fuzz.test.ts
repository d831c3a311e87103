import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { namedFilter } from '../../src/chain/named-filters.ts';
import { exportLocli } from '../../src/locli/export-locli.ts';
import { LocliHostFold } from '../../src/locli/host.ts';
import { reduceHost } from '../../src/locli/run.ts';
import { parseInstant } from '../../src/read/timestamp.ts';
import { ANALYSIS_DATA, skipWithoutData } from '../shared-data.ts';

const constants = {
  epochLength: 200,
  securityParam: 3,
  activeSlotsCoeff: 0.16,
  maxBlockBodySizeBytes: 90112,
};
const version = { version: '2.3', gitRev: 'fuzz' };
const conditions = namedFilter('unitary')!;
const systemStart = parseInstant('2026-03-10T12:00:00Z')!;

test('no log, however mutated, stops an export', { skip: skipWithoutData }, () => {
  const logs = ['node-0', 'node-1'].map((host) =>
    gunzipSync(readFileSync(join(ANALYSIS_DATA, 'locli-golden/setE/logs', `${host}.jsonl.gz`)))
      .toString()
      .split('\n'),
  );
  let state = 20_261_124;
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  for (let round = 0; round < 20; round++) {
    const hosts = logs.map((lines, i) => {
      const fold = new LocliHostFold({
        host: `node-${i}`,
        systemStart,
        keepAll: false,
        slots: { slotNs: 1e9, ...constants, keepObjects: round % 2 === 0 },
      });
      for (const line of lines) {
        const mutated = below(12) === 0 ? mutate(line, below) : line;
        const bytes = Buffer.from(mutated);
        if (below(40) > 0) fold.line(bytes, 0, bytes.length);
      }
      return reduceHost(fold.finish(), { slotNs: 1e9, conditions, constants, version });
    });
    const { files } = exportLocli({
      meta: { tag: 'fuzz' },
      genesis: {},
      profile: {},
      hosts,
      systemStart,
      slotNs: 1e9,
      constants,
      filters: { names: ['unitary'], conditions },
      analysedAt: new Date(0),
      version,
    });
    assert.ok(files.has('chain.json'), `round ${round}`);
    assert.ok(files.has('clusterperf.json'), `round ${round}`);
  }
});

/** A byte changed, a piece cut out or doubled, a number made enormous, an array for an object. */
function mutate(line: string, below: (n: number) => number): string {
  const at = below(line.length + 1);
  const length = below(20);
  switch (below(5)) {
    case 0:
      return line.slice(0, at) + String.fromCharCode(below(128)) + line.slice(at + 1);
    case 1:
      return line.slice(0, at) + line.slice(at + length);
    case 2:
      return line.slice(0, at + length) + line.slice(at);
    case 3:
      return line.replace(/:\d+/, `:${[-1, 2 ** 60, 1e300, 0.5, 4_000_000_000][below(5)]}`);
    default:
      return line.replace(/"data":\{/, '"data":[{').replace(/\}(,"sev")/, '}]$1');
  }
}

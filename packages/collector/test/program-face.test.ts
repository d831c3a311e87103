import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../src/configuration/arguments.ts';
import { parseConfig } from '../src/configuration/config.ts';
import { CollectorError } from '../src/errors.ts';
import { faceOf } from '../src/program-face.ts';

const minimal = {
  networkMagic: 42,
  network: { tag: 'AcceptAt', contents: 's' },
  logging: [{ logRoot: '.', logMode: 'FileMode', logFormat: 'ForMachine' }],
};

function errorOf(action: () => unknown): CollectorError {
  try {
    action();
  } catch (error) {
    assert(error instanceof CollectorError);
    return error;
  }
  return assert.fail('nothing was thrown');
}

const configured = (more: object) => errorOf(() => parseConfig(JSON.stringify({ ...minimal, ...more }), 'c'));
const endpoint = { epHost: 'h', epPort: 1 };

const messages: [error: CollectorError, own: number, start: RegExp][] = [
  [
    configured({ networkMagic: 'x' }),
    65,
    /^Invalid tracer's configuration: c: .*\n {2}\$\.networkMagic: expected/,
  ],
  [
    configured({ hasEKG: endpoint, hasPrometheus: endpoint }),
    65,
    /^Tracer's configuration is ill-formed: duplicate ports in config\nc: /,
  ],
  [
    configured({
      hasEKG: { ...endpoint, epHost: '' },
      hasPrometheus: { epHost: '', epPort: 2 },
      logging: [{ ...minimal.logging[0], logRoot: '' }],
    }),
    65,
    /^Tracer's configuration is ill-formed: no host\(s\) in hasEKG, no host in hasPrometheus, empty logRoot\(s\)\n/,
  ],
  [
    configured({ hasEKG: { ...endpoint, epHost: '' }, verbosity: 'Loud' }),
    65,
    /^Invalid tracer's configuration: /,
  ],
  [errorOf(() => parseConfig('[', 'c')), 65, /^Invalid tracer's configuration: c:1:2: neither JSON nor YAML/],
  [
    errorOf(() => parseCommandLine([])),
    64,
    /^Missing: \(-c\|--config FILEPATH\)\n\ncardano-tracer - the logging/,
  ],
  [errorOf(() => parseCommandLine(['-x'])), 64, /-x/],
];

for (const [error, own, start] of messages)
  test(`as cardano-tracer: ${start}`, () => {
    const { text, exitCode } = faceOf('cardano-tracer').failure(error);
    assert.match(text, start);
    assert.equal(exitCode, 1);
    const ours = faceOf('slotbench-collector.js').failure(error);
    assert.equal(ours.exitCode, own);
    assert(ours.text.startsWith('slotbench-collector: '));
  });
